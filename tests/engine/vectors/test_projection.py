"""Principal components against scikit-learn, and a map that does not flip."""

import numpy as np
import pytest
from scipy.linalg import orthogonal_procrustes

from engine.errors import SettingError
from engine.vectors.projection import Projector, pca


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def cloud(rng, n=400, d=8):
    """Vectors of clearly different spread along each direction, off the origin."""
    turn, _ = np.linalg.qr(rng.standard_normal((d, d)))
    return (rng.standard_normal((n, d)) * np.linspace(4, 0.5, d)) @ turn + 3.0


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 2e-4)])
def test_components_agree_with_scikit_learn(rng, dtype, tolerance):
    from sklearn.decomposition import PCA

    vectors = cloud(rng).astype(dtype)
    oracle = PCA(3, svd_solver="full").fit(vectors.astype(np.float64))
    found = pca(vectors, 3)
    signs = np.sign(np.sum(found.basis * oracle.components_.T, axis=0))
    np.testing.assert_allclose(found.basis * signs, oracle.components_.T, atol=tolerance)
    np.testing.assert_allclose(found.explained, oracle.explained_variance_ratio_, rtol=1e-5)
    expected = oracle.transform(vectors) * signs
    np.testing.assert_allclose(found.project(vectors), expected, atol=20 * max(tolerance, 1e-6))
    assert found.project(vectors).dtype == np.float32


def test_weights_count_like_repeated_rows(rng):
    vectors, weights = cloud(rng, 40), rng.integers(0, 4, 40)
    weighted, repeated = pca(vectors, weights=weights), pca(np.repeat(vectors, weights, axis=0))
    np.testing.assert_allclose(weighted.basis, repeated.basis, atol=1e-10)
    np.testing.assert_allclose(weighted.explained, repeated.explained, atol=1e-12)
    np.testing.assert_allclose(weighted.centre, repeated.centre, atol=1e-12)


def test_alignment_undoes_any_turn_and_mirror(rng):
    vectors = cloud(rng)
    projector = Projector()
    first = projector.project(vectors)
    for _ in range(5):
        # The same cloud seen from elsewhere: what it looks like must not depend on who numbers the axes.
        turn, _ = np.linalg.qr(rng.standard_normal((2, 2)))
        projector._current = type(projector._current)(
            projector._current.centre, pca(vectors).basis @ turn, projector._current.explained
        )
        turned = projector.project(vectors)
        projector.fit(vectors)
        np.testing.assert_allclose(projector.project(vectors), turned, atol=1e-5)
    assert first.shape == (400, 2)


def test_the_map_follows_equal_spreads_without_jumping(rng):
    """With equal variances the components themselves are arbitrary: the worst case for an unaligned map."""
    vectors = rng.standard_normal((3000, 2)) @ rng.standard_normal((2, 10))
    projector, jumps = Projector(), []
    projector.fit(vectors)
    before = projector.project(vectors)
    for _ in range(30):
        vectors = vectors + 0.01 * rng.standard_normal(vectors.shape)
        projector.fit(vectors)
        now = projector.project(vectors)
        jumps.append(np.abs(now - before).max())
        before = now
    assert max(jumps) < 0.1


def test_axes_that_swap_places_do_not_swap_on_the_map(rng):
    vectors = rng.standard_normal((500, 5)) * np.array([3.0, 2.9, 0.1, 0.1, 0.1])
    projector = Projector()
    projector.fit(vectors)
    before = projector.project(vectors)
    vectors *= np.array([1.0, 1.5, 1.0, 1.0, 1.0])
    projector.fit(vectors)
    after = projector.project(vectors)
    assert np.corrcoef(before[:, 0], after[:, 0])[0, 1] > 0.95
    assert np.corrcoef(before[:, 1], after[:, 1])[0, 1] > 0.95
    first, second = projector.explained
    assert second > first


def test_growing_and_reordered_vectors_keep_their_places(rng):
    vectors = cloud(rng)
    projector = Projector()
    projector.fit(vectors[:300])
    before = projector.project(vectors)
    projector.fit(vectors[rng.permutation(400)])
    after = projector.project(vectors)
    assert np.corrcoef(before[:, 0], after[:, 0])[0, 1] > 0.99
    assert np.corrcoef(before[:, 1], after[:, 1])[0, 1] > 0.99


def test_the_explained_share_is_the_variance_on_the_map(rng):
    projector = Projector()
    assert projector.explained == (0.0, 0.0)
    for _ in range(3):
        vectors = cloud(rng)
        projector.fit(vectors)
        shares = projector.project(vectors).var(axis=0) / vectors.var(axis=0).sum()
        np.testing.assert_allclose(projector.explained, shares, rtol=1e-4)


def test_weights_steer_the_alignment(rng):
    vectors, weights = cloud(rng), rng.random(400)
    projector = Projector()
    projector.fit(vectors, weights)
    before = projector.project(vectors)
    projector.fit(vectors, weights)
    np.testing.assert_allclose(projector.project(vectors), before, atol=1e-5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "vectors",
    [
        np.ones((1, 5)),
        np.zeros((6, 4)),
        np.full((50_000, 3), 0.1),
        np.empty((0, 4)),
        np.full((4, 3), np.nan),
        np.array([[3e38, 0.0], [-3e38, 0.0]]) * 2.0**-1,
    ],
    ids=["one", "zeros", "equal", "none", "nan", "huge"],
)
def test_nothing_to_show_is_the_origin(vectors, dtype):
    vectors = vectors.astype(dtype)
    if dtype == np.float64 and vectors.max(initial=0.0) > 1e30:
        assert pca(vectors).explained.tolist() == [1.0, 0.0]
        return
    projector = Projector()
    for _ in range(2):
        projector.fit(vectors)
        assert projector.explained == (0.0, 0.0)
    if np.isfinite(vectors).all():
        np.testing.assert_array_equal(
            projector.project(vectors), np.zeros((len(vectors), 2), dtype=np.float32)
        )


@pytest.mark.parametrize("vectors", [np.array([[1.0, 2.0, 2.0], [4.0, 6.0, 2.0]]), np.array([[0.0], [5.0]])])
def test_two_words_lie_on_one_axis_at_their_distance(vectors):
    projector = Projector()
    for _ in range(3):
        projector.fit(vectors)
        found = projector.project(vectors)
        assert np.linalg.norm(found[0] - found[1]) == pytest.approx(5.0)
        np.testing.assert_allclose(found.sum(axis=0), 0.0, atol=1e-6)
        assert sum(projector.explained) == pytest.approx(1.0)


def test_other_dimensions_start_afresh(rng):
    projector = Projector(3)
    projector.fit(cloud(rng, d=8))
    vectors = cloud(rng, d=5)
    projector.fit(vectors)
    np.testing.assert_allclose(projector.project(vectors), pca(vectors, 3).project(vectors), atol=1e-6)
    assert len(projector.explained) == 3


def test_chosen_components_are_those_of_the_full_fit(rng):
    vectors = cloud(rng)
    everything, chosen = pca(vectors, 4), Projector(components=(1, 3))
    chosen.fit(vectors)
    np.testing.assert_allclose(chosen.project(vectors), everything.project(vectors)[:, [1, 3]], atol=1e-5)
    np.testing.assert_allclose(chosen.explained, everything.explained[[1, 3]])


def test_a_map_turned_towards_another_undoes_its_rotation_and_reflection(rng):
    vectors = cloud(rng)
    projector = Projector()
    projector.fit(vectors)
    before = projector.project(vectors)
    total = sum(projector.explained)
    turn = np.array([[np.cos(2.1), np.sin(2.1)], [np.sin(2.1), -np.cos(2.1)]])
    projector.turn_towards(vectors, before @ turn)
    np.testing.assert_allclose(projector.project(vectors), before @ turn, atol=1e-4)
    assert sum(projector.explained) == pytest.approx(total)


def test_turning_towards_places_that_are_nowhere_changes_nothing(rng):
    vectors = cloud(rng)
    projector = Projector()
    projector.turn_towards(vectors, np.full((400, 2), np.nan))
    np.testing.assert_array_equal(projector.project(vectors), pca(vectors).project(vectors))


def test_words_on_the_screen_turn_least(rng):
    """Where the plane of the map tips over, the words that are looked at jump least."""
    vectors = rng.standard_normal((400, 5)) @ rng.standard_normal((5, 5))
    vectors -= vectors.mean(axis=0)
    tipped = vectors * np.array([1.0, 1.6, 0.5, 1.0, 1.8])
    seen = np.zeros(400)
    seen[np.argsort(-vectors[:, 1])[:12]] = 1

    def jump(weights):
        projector = Projector()
        projector.fit(vectors)
        before = projector.project(tipped)
        projector.fit(tipped, seen=weights)
        return (seen * ((projector.project(tipped) - before) ** 2).sum(axis=1)).sum()

    fresh, last = pca(tipped), pca(vectors)
    looked_at = tipped[seen > 0]
    best, _ = orthogonal_procrustes(looked_at @ fresh.basis, looked_at @ last.basis)
    least = ((looked_at @ fresh.basis @ best - looked_at @ last.basis) ** 2).sum()
    assert jump(seen) == pytest.approx(least, rel=0.02)
    assert jump(seen) < jump(None)
    assert jump(np.ones(400)) == pytest.approx(jump(None), rel=1e-4)
    # Nothing on the screen: as without weights.
    assert jump(np.zeros(400)) == pytest.approx(jump(None), rel=1e-4)


def test_a_single_word_on_the_screen_does_not_mirror_the_others(rng):
    vectors = cloud(rng)
    projector, seen = Projector(), np.zeros(400)
    seen[7] = 1
    projector.fit(vectors)
    before = projector.project(vectors)
    for _ in range(5):
        projector.fit(vectors, seen=seen)
    np.testing.assert_allclose(projector.project(vectors), before, atol=1e-4)
    with pytest.raises(SettingError, match="3 weights for 400 words"):
        projector.fit(vectors, seen=np.ones(3))


def test_turning_by_weights_goes_by_the_heavy_words(rng):
    vectors = cloud(rng)
    projector = Projector()
    projector.fit(vectors)
    wanted = projector.project(vectors)
    turn = np.array([[0.0, 1.0], [-1.0, 0.0]])
    wanted[:20] = wanted[:20] @ turn
    weights = np.full(400, 1e-6)
    weights[:20] = 1
    projector.turn_towards(vectors, wanted, weights)
    np.testing.assert_allclose(projector.project(vectors)[:20], wanted[:20], atol=0.05)
