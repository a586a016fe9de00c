"""From files to token ids: tokeniser, vocabulary, readers and the catalogue of data sets."""
