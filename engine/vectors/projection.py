"""From d dimensions to a map: principal components that do not flip from one frame to the next.

Each fit finds the components anew; components are free to change sign, swap and mix. So the fitted basis is
turned within its own plane until the words lie as close as they can to where the last basis put them. Turning
(and mirroring) keeps every distance on the map and the total variance it shows; nothing is stretched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.errors import SettingError
from engine.types import Floats1d, Floats2d

N_COMPONENTS = 2
OF_ALL = 0.05
"""Weight of all words in an alignment to those on the screen."""


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """A centre and a basis of the map. Two are equal if all their numbers are.

    Attributes
    ----------
    centre : float64 (d,)
        The point that maps to the origin.
    basis : float64 (d, c)
        Orthonormal columns; where the vectors fill fewer than c directions, the others are zero.
    explained : float64 (c,)
        The share of the total variance along each axis of the map, 0 to 1.
    """

    centre: Floats1d
    basis: Floats2d
    explained: Floats1d

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Projection):
            return NotImplemented
        mine, others = ((each.centre, each.basis, each.explained) for each in (self, other))
        return all(map(np.array_equal, mine, others))

    def project(self, vectors: Floats2d) -> Floats2d:
        """Coordinates of `vectors` (n, d) on the map, float32 (n, c)."""
        coordinates = np.asarray(vectors, dtype=np.float32) @ self.basis.astype(np.float32)
        # Taking the centre off the small result is far cheaper than off a copy of all vectors.
        return np.subtract(coordinates, (self.centre @ self.basis).astype(np.float32))


@dataclass(frozen=True, slots=True)
class _Moments:
    """Mean and covariance, float64 but with no more than the precision `eps` of the vectors."""

    centre: Floats1d
    covariance: Floats2d
    eps: float

    @property
    def spread(self) -> float:
        """The total variance; 0 where there is none but rounding errors, or it is not finite."""
        total = float(np.trace(self.covariance))
        rounding = (100 * self.eps) ** 2 * float(self.centre @ self.centre)
        return total if rounding < total < np.inf else 0.0


def pca(
    vectors: Floats2d, n_components: int = N_COMPONENTS, *, weights: Floats1d | None = None
) -> Projection:
    """The directions in which the vectors vary most.

    Parameters
    ----------
    vectors : (n, d)
        One row or none, equal rows or zeros give a basis of zeros.
    n_components : int
        Axes of the map; those beyond the rank of the vectors are zero.
    weights : (n,), optional
        How much each row counts, for instance its word's frequency; at least 0.

    Returns
    -------
    Projection
        The most varying direction first; the largest entry of each column is positive, as in scikit-learn.

    Notes
    -----
    Eigenvectors of the covariance, as scikit-learn's ``svd_solver="covariance_eigh"`` takes them, but only
    the largest and with the one product in the precision of the vectors.
    """
    return _principal(_moments(vectors, weights), n_components)


def _moments(vectors: Floats2d, weights: Floats1d | None) -> _Moments:
    rows = np.asarray(vectors, dtype=np.result_type(vectors, np.float32))
    share = np.ones(len(rows)) if weights is None else np.asarray(weights, dtype=np.float64)
    share = share / (share.sum() or 1.0)
    with np.errstate(over="ignore", invalid="ignore"):
        centre = share.astype(rows.dtype) @ rows
        # Centred before multiplying: the difference of large products would lose what it looks for.
        centred = rows - centre
        # A sum of many equal terms drifts; what is left of the mean is taken off afterwards.
        drift = (share.astype(rows.dtype) @ centred).astype(np.float64)
        if weights is not None:
            centred *= np.sqrt(share, dtype=rows.dtype, casting="same_kind")[:, None]
        covariance = (centred.T @ centred).astype(np.float64)
        if weights is None:
            covariance /= max(1, len(rows))
        covariance -= np.outer(drift, drift)
    return _Moments(centre + drift, covariance, float(np.finfo(rows.dtype).eps))


def _principal(moments: _Moments, n_components: int) -> Projection:
    n_dims = len(moments.centre)
    basis, explained = np.zeros((n_dims, n_components)), np.zeros(n_components)
    if moments.spread:
        values, columns = _largest(moments.covariance, min(n_components, n_dims))
        shares = values / moments.spread
        shown = shares > 10 * moments.eps
        basis[:, : len(shares)] = np.where(shown, columns, 0.0)
        explained[: len(shares)] = np.where(shown, shares, 0.0)
    return Projection(moments.centre, basis, explained)


def _largest(covariance: Floats2d, count: int) -> tuple[Floats1d, Floats2d]:
    from scipy.linalg import eigh

    n_dims = len(covariance)
    values, columns = eigh(covariance, subset_by_index=[n_dims - count, n_dims - 1])
    values, columns = values[::-1], columns[:, ::-1]
    largest = columns[np.abs(columns).argmax(axis=0), np.arange(count)]
    return values, columns * np.where(largest < 0, -1.0, 1.0)


def _aligned(fresh: Projection, last: Projection, overlap: Floats2d) -> Projection:
    """Turn (and mirror) the fresh map so that the words lie nearest to where the last basis puts them."""
    from scipy.linalg import orthogonal_procrustes

    # With A = X fresh and B = X last, the rotation depends on A'B alone.
    rotation, _ = orthogonal_procrustes(np.eye(len(overlap)), overlap)
    return Projection(fresh.centre, fresh.basis @ rotation, fresh.explained @ rotation**2)


def _overlap_seen(fresh: Projection, last: Projection, vectors: Floats2d, seen: Floats1d) -> Floats2d:
    """A'B of the words that count for the alignment, as a share of all there is of them."""
    if len(seen) != len(vectors):
        raise SettingError(f"There are {len(seen)} weights for {len(vectors)} words; each word needs one.")
    rows = np.flatnonzero(seen)
    # About the centre of the map, which stays where it is whatever part of it is looked at.
    centred = vectors[rows] - fresh.centre
    weighted = centred * np.asarray(seen, dtype=np.float64)[rows, None]
    total = float(np.einsum("ij,ij->", weighted, centred))
    overlap: Floats2d = (weighted @ fresh.basis).T @ (centred @ last.basis)
    return overlap / total if 0 < total < np.inf else np.zeros_like(overlap)


class Projector:
    """A projection that is fitted again and again while the vectors learn.

    It belongs to the thread that trains. The coordinates it returns are fresh arrays, safe to hand on.

    Parameters
    ----------
    n_components : int
        Axes of the map.
    components : tuple of int, optional
        Which principal components they are, counted from 0; the first ones if left out.
    """

    def __init__(
        self, n_components: int = N_COMPONENTS, *, components: tuple[int, ...] | None = None
    ) -> None:
        self._chosen = list(components or range(n_components))
        self._n_components = len(self._chosen)
        self._current: Projection | None = None

    @property
    def current(self) -> Projection | None:
        """The projection of the last fit."""
        return self._current

    @property
    def explained(self) -> tuple[float, ...]:
        """The share of all variance along each axis as the map is turned now; zeros before a fit."""
        if self._current is None:
            return (0.0,) * self._n_components
        return tuple(self._current.explained.tolist())

    def fit(
        self, vectors: Floats2d, weights: Floats1d | None = None, *, seen: Floats1d | None = None
    ) -> None:
        """Find the components of `vectors` anew and turn them towards the last basis.

        Parameters
        ----------
        vectors : (n, d)
            Rows may have come, gone or changed places since the last fit: both bases are compared on these
            rows. If d has changed, or there was nothing to show so far, the map starts afresh.
        weights : (n,), optional
            How much each row counts, for components and alignment.
        seen : (n,), optional
            How much each row counts for the alignment alone, such as 1 for the words on the screen and 0 for
            the others: what one looks at then turns least.

        Raises
        ------
        SettingError
            `seen` does not have a weight for each row.
        """
        moments = _moments(vectors, weights)
        fresh, last = self._components(moments), self._current
        if last is not None and last.basis.shape == fresh.basis.shape and moments.spread:
            overlap = fresh.basis.T @ (moments.covariance / moments.spread) @ last.basis
            if seen is not None:
                # A little of all words, as one or two on the screen leave the turn open.
                overlap = OF_ALL * overlap + _overlap_seen(fresh, last, vectors, seen)
            fresh = _aligned(fresh, last, overlap)
        self._current = fresh

    def turn_towards(self, vectors: Floats2d, coordinates: Floats2d, weights: Floats1d | None = None) -> None:
        """Turn (and mirror) the map as it is until `vectors` (n, d) lie nearest to `coordinates` (n, c).

        `weights` (n,) say how much each row counts.
        """
        from scipy.linalg import orthogonal_procrustes

        if self._current is None:
            self.fit(vectors)
        current = self._current
        assert current is not None
        here, there = current.project(vectors), np.asarray(coordinates)
        sound = np.isfinite(here).all(axis=1) & np.isfinite(there).all(axis=1)
        if not sound.any():
            return
        share = np.ones(len(here)) if weights is None else np.asarray(weights, dtype=np.float64)
        share = share[sound][:, None] / (share[sound].sum() or 1.0)
        here, there = here[sound].astype(np.float64), there[sound].astype(np.float64)
        here, there = (places - (share * places).sum(axis=0) for places in (here, there))
        rotation, _ = orthogonal_procrustes(share * here, there)
        self._current = Projection(current.centre, current.basis @ rotation, current.explained @ rotation**2)

    def _components(self, moments: _Moments) -> Projection:
        all_of_them = _principal(moments, max(self._chosen) + 1)
        basis, explained = all_of_them.basis[:, self._chosen], all_of_them.explained[self._chosen]
        return Projection(all_of_them.centre, basis, explained)

    def project(self, vectors: Floats2d) -> Floats2d:
        """Coordinates on the map, float32 (n, c); without a fit so far, of a fit to these vectors."""
        if self._current is None:
            self._current = self._components(_moments(vectors, None))
        return self._current.project(vectors)
