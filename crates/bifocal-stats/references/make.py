"""Draws the cases and computes what each function of bifocal-stats should give.

Writes one file a function: {"function", "reference", "cases": [{"input", "expected"}]}. What is
called "by hand" here is written from the paper's equation, where it can be in another form than the
Rust: with matrices, numeric slopes, or all draws.
"""

import itertools
import json
import math
from pathlib import Path

import krippendorff
import numpy as np
import pingouin as pg
import pandas as pd
import ppi_py
from scipy import optimize, stats
from scipy.spatial import distance
from sklearn.metrics import cohen_kappa_score
from skbio.stats import composition
from statsmodels.api import OLS
from statsmodels.stats import inter_rater, meta_analysis, multitest, proportion
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.weightstats import ttost_ind

HERE = Path(__file__).parent
rng = np.random.default_rng(20261125)


def plain(value):
    """Twelve significant digits; what is not a number is null."""
    if isinstance(value, dict):
        return {key: plain(v) for key, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, np.integer)):
        return int(value)
    value = float(value)
    return float(f"{value:.12g}") if math.isfinite(value) else None


def write(function, reference, cases):
    rows = [{"input": plain(i), "expected": plain(e)} for i, e in cases]
    body = ",\n".join("  " + json.dumps(row) for row in rows)
    head = json.dumps({"function": function, "reference": reference})[:-1]
    (HERE / f"{function}.json").write_text(f'{head}, "cases": [\n{body}\n]}}\n')


def draw(n, digits=3, scale=1.0, centre=0.0):
    return np.round(rng.normal(centre, scale, n), digits)


def group_sizes(count, low, high):
    return [int(n) for n in rng.integers(low, high + 1, count)]


# --- Agreement -------------------------------------------------------------------------------


def likert(things, raters, gaps=0.0, steps=5, noise=1.0):
    truth = rng.normal((steps + 1) / 2, 1.2, things)
    table = np.clip(np.rint(truth[:, None] + rng.normal(0, noise, (things, raters))), 1, steps)
    table[rng.random(table.shape) < gaps] = np.nan
    return table


def alpha():
    tables = [
        likert(12, 4, 0.2),
        likert(30, 2),
        likert(8, 5, 0.5),
        likert(6, 3, 0.3, steps=2),
        likert(40, 6, 0.1, steps=7, noise=0.3),
        likert(20, 3, 0.0) * 1.5,
    ]
    for table in tables:
        for level in ["nominal", "ordinal", "interval", "ratio"]:
            value = krippendorff.alpha(reliability_data=table.T, level_of_measurement=level)
            yield {"rows": table, "level": level}, value


def kappas(weights):
    for n, k, rare in [(40, 2, 0.5), (200, 5, 0.3), (12, 3, 0.2), (300, 2, 0.02), (25, 7, 0.4)]:
        first = rng.integers(0, k, n) * (rng.random(n) < rare * 2)
        second = np.where(rng.random(n) < 0.6, first, rng.integers(0, k, n))
        first[0], second[0], first[1], second[1] = 0, 0, k - 1, k - 1
        w = np.round(rng.uniform(0.2, 3, n), 2) if n % 2 == 1 or n == 200 else np.ones(n)
        value = cohen_kappa_score(
            first, second, labels=range(k), weights=weights, sample_weight=w
        )
        yield {"pairs": list(zip(first, second, w)), "categories": k}, value


def fleiss():
    for things, raters, k in [(10, 14, 5), (30, 6, 3), (5, 2, 2), (50, 3, 4), (8, 9, 6)]:
        counts = rng.multinomial(raters, rng.dirichlet(np.ones(k)), things)
        counts[: things // 2] = rng.multinomial(raters, rng.dirichlet(np.ones(k)), things // 2)
        if things == 8:
            counts[:, 2] += counts[:, 5]
            counts[:, 5] = 0  # a category that nobody uses
        by_category = []
        for j in range(k):
            if counts[:, j].sum() in (0, counts.sum()):
                by_category.append(None)
                continue
            two = np.column_stack([counts[:, j], raters - counts[:, j]])
            by_category.append(inter_rater.fleiss_kappa(two))
        kappa = inter_rater.fleiss_kappa(counts[:, counts.sum(0) > 0])
        # By hand, Fleiss, Nee & Landis 1979: the variance without agreement.
        p = counts.sum(0) / counts.sum()
        q = 1 - p
        s = (p * q).sum()
        var = 2 * (s**2 - (p * q * (q - p)).sum()) / (s**2 * things * raters * (raters - 1))
        yield {"counts": counts}, {
            "kappa": kappa,
            "categories": by_category,
            "z": kappa / math.sqrt(var),
        }


def shrout_fleiss():
    tables = [
        np.round(rng.normal(5, 2, (n, 1)) + rng.normal(0, 1.5, (n, k)) + rng.normal(0, 1, (1, k)), 2)
        for n, k in [(6, 4), (30, 3), (3, 2), (12, 8)]
    ]
    tables.append(likert(10, 3))
    tables.append(np.round(rng.normal(0, 1, (8, 3)), 2))  # nothing but noise
    for table in tables:
        n, k = table.shape
        long = pd.DataFrame(
            [(i, j, table[i, j]) for i in range(n) for j in range(k)], columns=["t", "r", "y"]
        )
        icc = pg.intraclass_corr(long, targets="t", raters="r", ratings="y")["ICC"].to_numpy()
        # Mean squares by hand, for F.
        grand = table.mean()
        things = k * ((table.mean(1) - grand) ** 2).sum() / (n - 1)
        within = ((table - table.mean(1, keepdims=True)) ** 2).sum() / (n * (k - 1))
        raters = n * ((table.mean(0) - grand) ** 2).sum()
        rest = (within * n * (k - 1) - raters) / ((n - 1) * (k - 1))
        yield {"rows": table}, {
            "one": icc[0],
            "two": icc[1],
            "three": icc[2],
            "one_mean": icc[3],
            "two_mean": icc[4],
            "three_mean": icc[5],
            "f": [things / within, things / rest],
        }


def residual(y, *factors):
    """Residual sum of squares of an additive model of factors, and its rank."""
    columns = [np.ones((len(y), 1))]
    columns += [pd.get_dummies(f, drop_first=True).to_numpy(float) for f in factors]
    fit = OLS(y, np.hstack(columns)).fit()
    return float(fit.ssr), int(round(fit.df_model)) + 1


def shrout_fleiss_gaps():
    for n, k, gaps in [(8, 4, 0.25), (30, 3, 0.3), (12, 6, 0.4), (10, 5, 0.0), (5, 3, 0.15)]:
        table = np.round(
            rng.normal(5, 1.5, (n, 1)) + rng.normal(0, 1, (n, k)) + rng.normal(0, 0.7, (1, k)), 2
        )
        holes = rng.random(table.shape) < gaps
        holes[:, 0] &= holes[:, 1:].all(1)  # no thing without a rating
        holes[0] = False
        table[holes] = np.nan
        i, j = np.nonzero(~np.isnan(table))
        y = table[i, j]
        big_n = len(y)
        sizes = np.bincount(i)
        ssr_full, rank = residual(y, i, j)
        ssr_things, ssr_raters = residual(y, i)[0], residual(y, j)[0]
        total = ((y - y.mean()) ** 2).sum()
        # Henderson's third method, by the traces of the projected incidence matrices.
        z_t, z_r = np.eye(n)[i], np.eye(k)[j]

        def trace(z, other):
            rest = np.eye(big_n) - other @ np.linalg.pinv(other)
            return np.trace(z.T @ rest @ z)

        error = ssr_full / (big_n - rank)
        thing = (ssr_raters - ssr_full - (n - 1) * error) / trace(z_t, z_r)
        rater = (ssr_things - ssr_full - (k - 1) * error) / trace(z_r, z_t)
        within = ssr_things / (big_n - n)
        k0 = trace(z_t, np.ones((big_n, 1))) / (n - 1)
        thing_one = ((total - ssr_things) / (n - 1) - within) / k0
        h = stats.hmean(sizes)
        yield {"rows": table}, {
            "one": thing_one / (thing_one + within),
            "two": thing / (thing + rater + error),
            "three": thing / (thing + error),
            "one_mean": thing_one / (thing_one + within / h),
            "two_mean": thing / (thing + (rater + error) / h),
            "three_mean": thing / (thing + error / h),
        }


def group_correlation():
    for count, low, high, between in [(6, 2, 9, 1.0), (30, 1, 20, 0.3), (2, 3, 4, 2.0), (12, 5, 5, 0.0)]:
        groups = [
            np.round(rng.normal(0, between) + rng.normal(0, 1, n), 2)
            for n in group_sizes(count, low, high)
        ]
        f = stats.f_oneway(*groups).statistic
        sizes = np.array([len(g) for g in groups])
        big_n = sizes.sum()
        k, k0 = sizes.mean(), (big_n - (sizes**2).sum() / big_n) / (count - 1)
        yield {"groups": groups}, {
            "one": (f - 1) / (f + k - 1),
            "one_by_sizes": (f - 1) / (f + k0 - 1),
            "two": 1 - 1 / f,
            "f": f,
        }


def cronbach():
    for table in [likert(30, 5), likert(8, 2), likert(100, 10, noise=2.0), likert(20, 4, 0.05)]:
        whole = table[~np.isnan(table).any(1)]
        n, k = whole.shape
        value = pg.cronbach_alpha(data=pd.DataFrame(whole))[0]
        f = lambda p: stats.f.ppf(p, n - 1, (n - 1) * (k - 1))
        interval = [1 - (1 - value) * f(0.975), 1 - (1 - value) * f(0.025)]
        yield {"rows": table}, {"point": value, "interval": interval}


def nulls():
    return [("uniform", 5, 2.0), ("uniform", 7, 4.0), ("slight_skew", None, 1.34), ("normal", None, 1.04)]


def rwg():
    for n in [2, 5, 12, 30]:
        for name, steps, variance in nulls():
            x = np.clip(np.rint(rng.normal(3, 0.9, n)), 1, 5)
            yield {"ratings": x, "null": name, "steps": steps}, 1 - x.var(ddof=1) / variance


def rwg_many(star):
    for n, items, noise in [(5, 3, 0.8), (12, 11, 1.0), (3, 2, 2.5), (40, 6, 0.5)]:
        for name, steps, variance in nulls():
            x = np.clip(np.rint(rng.normal(3, noise, (n, items))), 1, 5)
            v = x.var(axis=0, ddof=1).mean() / variance
            j = max(0.0, items * (1 - v) / (items * (1 - v) + v)) if v <= 1 else 0.0
            yield {"raters": x, "null": name, "steps": steps}, 1 - v if star else j


write("krippendorff_alpha", "krippendorff 0.9.0, alpha(level_of_measurement)", alpha())
write("cohen_kappa", "scikit-learn 1.9.1, cohen_kappa_score(sample_weight)", kappas(None))
write(
    "weighted_kappa",
    'scikit-learn 1.9.1, cohen_kappa_score(weights="quadratic", sample_weight)',
    kappas("quadratic"),
)
write("fleiss_kappa", "statsmodels 0.15.0, fleiss_kappa; z by hand", fleiss())
write("shrout_fleiss", "pingouin 0.7.0, intraclass_corr; F by hand", shrout_fleiss())
write(
    "shrout_fleiss_gaps",
    "by hand from sums of squares of statsmodels 0.15.0, OLS",
    shrout_fleiss_gaps(),
)
write("group_correlation", "scipy 1.17.1, f_oneway; ICCs from F by hand", group_correlation())
write("cronbach_alpha", "pingouin 0.7.0, cronbach_alpha; interval by scipy 1.17.1, f.ppf", cronbach())
write("rwg", "by hand, numpy 2.4.6", rwg())
write("rwg_j", "by hand, numpy 2.4.6", rwg_many(False))
write("rwg_star_j", "by hand, numpy 2.4.6", rwg_many(True))
write(
    "spearman_brown",
    "by hand: a test of parallel parts has variance t + t (t - 1) r, t² r of it true",
    (({"reliability": r, "times": t}, t * t * r / (t + t * (t - 1) * r))
     for r in [0.05, 0.3, 0.62, 0.98] for t in [0.5, 2, 5, 30]),
)
write(
    "spearman_brown_times",
    "scipy 1.17.1, brentq on Spearman-Brown",
    (({"reliability": r, "wanted": w},
      optimize.brentq(lambda t: t * r / (1 + (t - 1) * r) - w, 1e-9, 1e6, xtol=1e-14, rtol=1e-14))
     for r in [0.05, 0.3, 0.62, 0.98] for w in [0.2, 0.7, 0.95]),
)

# --- Means, effects, tests ---------------------------------------------------------------------


def two_groups():
    yield draw(4), draw(9, centre=0.5, scale=2)
    yield draw(30, centre=3), draw(25, centre=2.8, scale=0.4)
    yield draw(2), draw(2, centre=1)
    yield np.rint(draw(15) * 2), np.rint(draw(8) * 2 + 1)  # ties
    yield draw(6, scale=0.01), draw(50, scale=5)
    yield draw(5, centre=9, scale=0.5), draw(4, centre=1, scale=0.5)  # fully apart


def welch():
    for a, b in two_groups():
        for level, margin in [(0.95, 0.5), (0.8, 2.0)]:
            t = stats.ttest_ind(a, b, equal_var=False)
            ci = t.confidence_interval(level)
            _, low, high = ttost_ind(a, b, -margin, margin, usevar="unequal")
            point = a.mean() - b.mean()
            yield {"first": a, "second": b, "level": level, "margin": margin}, {
                "point": point,
                "standard_error": point / t.statistic,
                "freedom": t.df,
                "t": t.statistic,
                "p": t.pvalue,
                "interval": [ci.low, ci.high],
                "equivalence": {
                    "t_low": low[0],
                    "p_low": low[1],
                    "t_high": high[0],
                    "p_high": high[1],
                    "p": max(low[1], high[1]),
                },
            }


def one_sample():
    for x, null in [(draw(3), 0.0), (draw(40, centre=2), 2.2), (np.rint(draw(12) * 3), -1.0)]:
        t = stats.ttest_1samp(x, null)
        ci = t.confidence_interval(0.95)
        yield {"sample": x, "null": null, "level": 0.95}, {
            "point": x.mean() - null,
            "freedom": t.df,
            "t": t.statistic,
            "p": t.pvalue,
            "interval": [ci.low - null, ci.high - null],
        }


def persons(count, low, high, rate, spread):
    n = rng.integers(low, high + 1, count)
    p = np.clip(rng.normal(rate, spread, count), 0.005, 0.995)
    return np.column_stack([rng.binomial(n, p), n])


def cr2(group):
    """Bell & McCaffrey 2002 by matrices: one row a trial, constant alone, identity as working model."""
    n = group[:, 1].astype(int)
    y = np.concatenate([[1.0] * x + [0.0] * (m - x) for x, m in group.astype(int)])
    ids = np.repeat(np.arange(len(n)), n)
    total = len(y)
    x = np.ones((total, 1))
    hat = x @ x.T / total
    rest = np.eye(total) - hat
    e = y - y.mean()
    v, rows = 0.0, []
    for c in range(len(n)):
        pick = ids == c
        block = rest[np.ix_(pick, pick)]
        values, vectors = np.linalg.eigh(block)
        root = vectors @ np.diag([1 / math.sqrt(w) if w > 1e-9 else 0.0 for w in values]) @ vectors.T
        g = root @ x[pick] / total
        v += float(g[:, 0] @ e[pick]) ** 2
        rows.append(rest[:, pick] @ g[:, 0])
    gram = np.array(rows) @ np.array(rows).T
    return y.mean(), v, np.trace(gram) ** 2 / (gram**2).sum()


def clustered_difference():
    cases = [
        (persons(6, 5, 40, 0.2, 0.05), persons(9, 3, 20, 0.3, 0.1)),
        (persons(12, 20, 20, 0.1, 0.03), persons(12, 20, 20, 0.1, 0.03)),
        (persons(2, 10, 30, 0.5, 0.2), persons(3, 1, 60, 0.5, 0.2)),
        (persons(20, 1, 5, 0.04, 0.02), persons(15, 1, 90, 0.9, 0.05)),
    ]
    for first, second in cases:
        (p, v, f), (q, w, g) = cr2(first), cr2(second)
        freedom = (v + w) ** 2 / (v**2 / f + w**2 / g)
        yield {"first": first, "second": second}, {
            "point": p - q,
            "standard_error": math.sqrt(v + w),
            "freedom": freedom,
        }


def hedges():
    for a, b in two_groups():
        g = pg.compute_effsize(a, b, eftype="hedges")
        n, m = len(a), len(b)
        # Hedges & Olkin 1985, ch. 5, eq. 15.
        se = math.sqrt((n + m) / (n * m) + g * g / (2 * (n + m)))
        z = stats.norm.ppf(0.975)
        yield {"first": a, "second": b, "level": 0.95}, {
            "point": g,
            "standard_error": se,
            "interval": [g - z * se, g + z * se],
        }


def cliff():
    for a, b in two_groups():
        n, m = len(a), len(b)
        dom = np.sign(a[:, None] - b[None, :])
        d = dom.mean()
        # A delta of ±1 has no variance: Cliff's way out is one pair of all undecided.
        c = d if abs(d) < 1 else d * (n * m - 1) / (n * m)
        rows, cols = dom.mean(1), dom.mean(0)
        s2 = (
            m * m * ((rows - c) ** 2).sum() + n * n * ((cols - c) ** 2).sum() - ((dom - c) ** 2).sum()
        ) / (n * m * (n - 1) * (m - 1))
        s2 = max(s2, (1 - c * c) / (n * m - 1))
        z = stats.norm.ppf(0.975)
        half = z * math.sqrt(s2) * math.sqrt((1 - c * c) ** 2 + z * z * s2)
        low, high = ((c - c**3 + sign * half) / (1 - c * c + z * z * s2) for sign in (-1, 1))
        if abs(d) == 1:
            low, high = (low, 1.0) if d > 0 else (-1.0, high)
        yield {"first": a, "second": b, "level": 0.95}, {
            "point": d,
            "standard_error": math.sqrt(s2),
            "interval": [max(low, -1), min(high, 1)],
        }


SHARES = [(10, 20, 5, 25), (0, 12, 3, 9), (150, 1000, 3, 4), (7, 7, 0, 5), (1, 400, 2, 300)]


def log_odds():
    for x, n, y, m in SHARES:
        table = Table2x2(np.array([[x, n - x], [y, m - y]]) + 0.5)
        yield {"first": [x, n], "second": [y, m], "level": 0.95}, {
            "point": table.log_oddsratio,
            "standard_error": table.log_oddsratio_se,
            "interval": table.log_oddsratio_confint(0.05),
        }


def share_difference():
    for x, n, y, m in SHARES:
        for level in (0.95, 0.8):
            interval = proportion.confint_proportions_2indep(
                x, n, y, m, method="newcomb", compare="diff", alpha=1 - level
            )
            p, q = x / n, y / m
            yield {"first": [x, n], "second": [y, m], "level": level}, {
                "point": p - q,
                "standard_error": math.sqrt(p * (1 - p) / n + q * (1 - q) / m),
                "interval": interval,
            }


def several(method):
    lists = [rng.random(6), rng.random(40) ** 3, [0.04, 0.01, 0.04, 0.01], [0.5], [0, 1, 0.2, 1e-9]]
    for p in lists:
        p = plain(np.round(p, 12))
        yield {"p": p}, multitest.multipletests(p, method=method)[1]


write("welch", "scipy 1.17.1, ttest_ind(equal_var=False); statsmodels 0.15.0, ttost_ind", welch())
write("one_sample", "scipy 1.17.1, ttest_1samp", one_sample())
write(
    "clustered_difference",
    "by hand with matrices, numpy 2.4.6; the groups' degrees of freedom joined by Welch's rule",
    clustered_difference(),
)
write("hedges_g", 'pingouin 0.7.0, compute_effsize(eftype="hedges"); interval by hand', hedges())
write("cliffs_delta", "by hand, numpy 2.4.6", cliff())
write("log_odds_ratio", "statsmodels 0.15.0, Table2x2 of the table + 0.5", log_odds())
write(
    "share_difference",
    'statsmodels 0.15.0, confint_proportions_2indep(method="newcomb"); error by hand',
    share_difference(),
)
write("holm", 'statsmodels 0.15.0, multipletests("holm")', several("holm"))
write("benjamini_hochberg", 'statsmodels 0.15.0, multipletests("fdr_bh")', several("fdr_bh"))
write("benjamini_yekutieli", 'statsmodels 0.15.0, multipletests("fdr_by")', several("fdr_by"))

# --- Resampling ------------------------------------------------------------------------------


def welch_parts(a, b):
    se2 = np.var(a, ddof=1) / len(a) + np.var(b, ddof=1) / len(b)
    return np.mean(a) - np.mean(b), math.sqrt(se2)


def bootstrap():
    """All equally likely draws of two small groups; cases whose ends lie well inside an atom."""
    found = 0
    while found < 4:
        a, b = draw(3, 1, 2), draw([3, 4][found % 2], 1, 2, 1)
        level = [0.8, 0.9][found // 2]
        point, error = welch_parts(a, b)
        values = []
        for x in itertools.product(a, repeat=len(a)):
            for y in itertools.product(b, repeat=len(b)):
                p, e = welch_parts(x, y)
                if e > 1e-9:
                    values.append((p - point) / e)
        values = np.sort(np.round(values, 9))
        tail = (1 - level) / 2
        margin = lambda q: min(
            q - np.mean(values < values[int(q * len(values))]),
            np.mean(values <= values[int(q * len(values))]) - q,
        )
        if min(margin(tail), margin(1 - tail)) < 0.008:
            continue
        at = lambda q: values[int(q * len(values))]
        found += 1
        yield {"first": a, "second": b, "level": level}, {
            "point": point,
            "standard_error": error,
            "interval": [point - at(1 - tail) * error, point - at(tail) * error],
        }


def permutation():
    groups = [(draw(5), draw(6, centre=1)), (draw(2), draw(7)), (draw(8), draw(4, centre=3)),
              (np.rint(draw(6)), np.rint(draw(6)))]
    for a, b in groups:
        test = stats.permutation_test(
            (a, b), lambda x, y, axis: np.abs(x.mean(axis) - y.mean(axis)), vectorized=True,
            n_resamples=np.inf, alternative="greater",
        )
        yield {"first": a, "second": b}, test.pvalue


write("bootstrap_t", "all equally likely draws by hand, numpy 2.4.6", bootstrap())
write("permutation_p", "scipy 1.17.1, permutation_test(n_resamples=inf)", permutation())

# --- Shares of clustered counts ---------------------------------------------------------------


def wilson(p, n, t):
    low, high = proportion.proportion_confint(p * n, n, alpha=2 * stats.norm.sf(t), method="wilson")
    return [max(low, 0.0), min(high, 1.0)]


def wilsons():
    for positives, n in ((0, 20), (3, 20), (15, 148), (148, 148), (43.5, 60.25)):
        for z in (stats.norm.ppf(0.975), stats.norm.ppf(0.95), stats.t.ppf(0.975, 12)):
            p = positives / n
            low, high = wilson(p, n, z)
            yield {"p": p, "n": n, "z": z}, {"low": low, "high": high}


write("wilson", "statsmodels 0.15.0, proportion_confint(method='wilson')", wilsons())


def jackknife(values):
    g = len(values)
    return (g - 1) / g * ((values - values.mean()) ** 2).sum()


def finish(point, variance, n, g, level, few):
    t = stats.t.ppf((1 + level) / 2, g - 1)
    if few:
        binomial = point * (1 - point)
        size = min(max(binomial / variance, 1), n) if variance > 0 and binomial > 0 else min(g, n)
        interval = wilson(point, size, t)
    else:
        interval = [max(point - t * math.sqrt(variance), 0), min(point + t * math.sqrt(variance), 1)]
    error = math.sqrt(variance) if variance > 0 else (interval[1] - interval[0]) / (2 * t)
    return {"point": point, "standard_error": error, "interval": interval}


CLUSTERS = [
    persons(64, 1, 12, 0.3, 0.1),
    persons(20, 0, 30, 0.5, 0.2),
    persons(40, 0, 6, 0.03, 0.03),
    persons(16, 1, 3, 0.5, 0.1),
    np.column_stack([np.zeros(30, int), rng.integers(1, 9, 30)]),
    persons(50, 2, 90, 0.98, 0.01),
]


def shares():
    for clusters in CLUSTERS:
        for level in (0.95, 0.8):
            x, n = clusters[clusters[:, 1] > 0].T
            values = (x.sum() - x) / (n.sum() - n)
            few = min(x.sum(), n.sum() - x.sum()) < 30
            yield {"clusters": clusters, "level": level}, finish(
                x.sum() / n.sum(), jackknife(values), n.sum(), len(n), level, few
            )


def pulled():
    for clusters in CLUSTERS[:4]:
        more = persons(len(clusters), 0, 15, 0.2, 0.1)
        total = clusters + more
        for strength in (5.0, 50.0):
            x, n, y, m = np.hstack([clusters, total]).T.astype(float)
            draw_to = lambda x, n, y, m: (x + strength * y / m) / (n + strength)
            point = draw_to(x.sum(), n.sum(), y.sum(), m.sum())
            use = m > 0
            values = draw_to(
                x.sum() - x[use], n.sum() - n[use], y.sum() - y[use], m.sum() - m[use]
            )
            few = min(y.sum(), m.sum() - y.sum()) < 30
            yield {"clusters": clusters, "total": total, "strength": strength, "level": 0.95}, finish(
                point, jackknife(values), m.sum(), int((n > 0).sum()), 0.95, few
            )


def covariance():
    for clusters, least in [*((c, 0) for c in CLUSTERS[:4]), (CLUSTERS[0], 1), (CLUSTERS[5], 1)]:
        other = persons(len(clusters), least, 15, 0.2, 0.1)
        use = (clusters[:, 1] > 0) & (other[:, 1] > 0)
        whole = clusters.sum(0), other.sum(0)
        a, b = ((w[0] - c[use, 0]) / (w[1] - c[use, 1]) for w, c in zip(whole, (clusters, other)))
        g = use.sum()
        yield {"first": clusters, "second": other}, (g - 1) ** 2 / g * np.cov(a, b)[0, 1]


write("share", "by hand; Wilson by statsmodels 0.15.0, proportion_confint", shares())
write("pulled_share", "by hand; Wilson by statsmodels 0.15.0, proportion_confint", pulled())
write("jackknife_covariance", "by hand, numpy 2.4.6, cov", covariance())

# --- Errors of the instrument, predictions ------------------------------------------------------


def rogan_gladen():
    cut = lambda v: min(max(v, 0.0), 1.0)

    def one_more_of_each(rate, error):
        """Successes and failures of the sample behind a rate, one more of each, as a rate."""
        if error == 0 or rate in (0, 1):
            return rate, error**2
        n = rate * (1 - rate) / error**2
        right, wrong = n * rate + 1, n * (1 - rate) + 1
        return right / (right + wrong), right * wrong / (right + wrong) ** 2 / n

    for q, e, low, high, se, ee, sp, es in [
        (0.31, 0.02, 0.27, 0.35, 0.8, 0.05, 0.9, 0.02),
        (0.05, 0.01, 0.034, 0.072, 0.75, 0.1, 0.93, 0.03),
        (0.97, 0.005, 0.957, 0.979, 0.95, 0.01, 0.7, 0.05),
        (0.98, 0.02, 0.86, 0.99, 0.82, 0.054, 0.79, 0.071),
        (0.12, 0.03, 0.07, 0.19, 0.4, 0.14, 0.93, 0.03),
        (0.6, 0.04, 0.52, 0.68, 1.0, 0.0, 0.9, 0.02),
        (0.5, 0.2, 0.1, 0.9, 0.99, 0.001, 0.99, 0.001),
    ]:
        f = lambda v: (v[0] + v[2] - 1) / (v[1] + v[2] - 1)
        at = np.array([q, se, sp])
        steps = [np.eye(3)[i] * 1e-5 for i in range(3)]
        slope = np.array([(f(at - 2 * h) - 8 * f(at - h) + 8 * f(at + h) - f(at + 2 * h)) / 12e-5 for h in steps])
        error = math.sqrt((slope**2 * np.array([e, ee, es]) ** 2).sum())
        point = cut(f(at))
        # Lang & Reiczigel's rates and shift; Zou & Donner's sides.
        (se1, vs), (sp1, vp) = one_more_of_each(se, ee), one_more_of_each(sp, es)
        p = cut(f([q, se1, sp1]))
        centre = cut(p + 2 * 1.96**2 * (p * vs - (1 - p) * vp))
        rates = 1.96 * math.hypot(p * math.sqrt(vs), (1 - p) * math.sqrt(vp))
        ends = [cut(centre + way * math.hypot(q - end, rates) / (se1 + sp1 - 1)) for way, end in ((-1, low), (1, high))]
        yield {"counted": [q, e, low, high], "rates": [se, ee, sp, es], "critical": 1.96}, {
            "point": point,
            "standard_error": error,
            "interval": [min(ends[0], point), max(ends[1], point)],
        }


def predicted(n, sharp):
    y = (rng.random(n) < 0.4).astype(float)
    f = np.round(np.clip(sharp * y + (1 - sharp) * rng.random(n), 0, 1), 3)
    return y, f


def powered():
    for n, big, sharp in [(10, 20, 0.7), (50, 2000, 0.5), (30, 40, 0.05), (8, 500, 0.95)]:
        y, f = predicted(n, sharp)
        _, others = predicted(big, sharp)
        for trust in (None, 1.0, 0.5, 0.0):
            low, high = ppi_py.ppi_mean_ci(y, f, others, alpha=0.1, lam=trust)
            low, high = float(np.ravel(low)[0]), float(np.ravel(high)[0])
            expected = {"point": (low + high) / 2, "interval": [low, high]}
            if trust is not None:
                expected["trust"] = trust
            yield {"labelled": list(zip(y, f)), "others": others, "trust": trust, "level": 0.9}, expected


def by_clusters(values, ids):
    """Mean, and its variance by a regression on a constant with the clusters' sandwich."""
    fit = OLS(values, np.ones(len(values))).fit(cov_type="cluster", cov_kwds={"groups": ids})
    return float(fit.params[0]), float(fit.cov_params()[0][0])


def clustered_powered():
    for g, h, sharp in [(8, 40, 0.7), (25, 25, 0.4), (5, 200, 0.9), (12, 30, 0.02)]:
        sides = []
        for count in (g, h):
            n = rng.integers(1, 12, count)
            ids = np.repeat(np.arange(count), n)
            shift = rng.normal(0, 0.25, count)[ids]
            y = (rng.random(len(ids)) < np.clip(0.4 + shift, 0.02, 0.98)).astype(float)
            f = np.round(np.clip(sharp * y + (1 - sharp) * rng.random(len(ids)), 0, 1), 3)
            sides.append((y, f, ids))
        (y, f, ids), (_, others, other_ids) = sides
        plus, minus = by_clusters(y + f, ids)[1], by_clusters(y - f, ids)[1]
        best = (plus - minus) / 4 / (by_clusters(f, ids)[1] + by_clusters(others, other_ids)[1])
        for given in (None, 1.0):
            trust = min(max(best, 0.0), 1.0) if given is None else given
            left, v = by_clusters(y - trust * f, ids)
            right, w = by_clusters(others, other_ids)
            w *= trust**2
            freedom = (v + w) ** 2 / (v**2 / (g - 1) + w**2 / (h - 1))
            point, error = left + trust * right, math.sqrt(v + w)
            half = stats.t.ppf(0.975, freedom) * error
            sums = lambda who, *parts: np.column_stack(
                [np.bincount(who)] + [np.bincount(who, part) for part in parts]
            )
            yield {
                "labelled": sums(ids, y, f),
                "others": sums(other_ids, others),
                "trust": given,
                "level": 0.95,
            }, {
                "point": point,
                "standard_error": error,
                "interval": [point - half, point + half],
                "trust": trust,
            }


write("rogan_gladen", "by hand; delta method with numeric slopes, ends from counts of right and wrong", rogan_gladen())
write("prediction_powered", "ppi-python 0.2.3, ppi_mean_ci", powered())
write(
    "clustered_prediction_powered",
    'by hand from statsmodels 0.15.0, OLS(cov_type="cluster")',
    clustered_powered(),
)

# --- Decomposition, compositions ---------------------------------------------------------------


def kitagawa():
    for k in (2, 5, 11):
        s, t = rng.dirichlet(np.ones(k)), rng.dirichlet(np.ones(k))
        f, g = rng.random(k), rng.random(k)
        classes = np.round(np.column_stack([s, f, t, g]), 6)
        s, f, t, g = classes.T
        # Half the change at the one side's weights, half at the other's (Das Gupta 1993).
        mix = ((s - t) * f + (s - t) * g) / 2
        rate = (s * (f - g) + t * (f - g)) / 2
        yield {"classes": classes}, {"mix": mix, "rate": rate, "mix_total": mix.sum(), "rate_total": rate.sum()}


write("kitagawa", "by hand as half of either order (Das Gupta 1993), numpy 2.4.6", kitagawa())

COMPOSITIONS = [
    np.array([0.1, 0.3, 0.4, 0.2]),
    np.round(rng.dirichlet(np.ones(11)), 6) + 1e-6,
    np.array([3.0, 90.0, 0.001]),
    np.round(rng.random(6) * 100, 2) + 0.01,
]


def pairs():
    for x in COMPOSITIONS:
        y = np.round(rng.dirichlet(np.ones(len(x))), 6) + 1e-6
        yield x, y


write("closure", "scikit-bio 0.7.4, closure", (({"parts": x}, composition.closure(x)) for x in [*COMPOSITIONS, np.array([0.0, 3.0, 1.0])]))
write("clr", "scikit-bio 0.7.4, clr", (({"parts": x}, composition.clr(x)) for x in COMPOSITIONS))
write("ilr", "scikit-bio 0.7.4, ilr", (({"parts": x}, composition.ilr(x)) for x in COMPOSITIONS))
write(
    "aitchison_distance",
    "scikit-bio 0.7.4, clr; scipy 1.17.1, euclidean",
    (({"a": x, "b": y}, distance.euclidean(composition.clr(x), composition.clr(y))) for x, y in pairs()),
)
write(
    "total_variation",
    "scipy 1.17.1, cityblock",
    (({"a": x / x.sum(), "b": y}, distance.cityblock(plain(x / x.sum()), y) / 2) for x, y in pairs()),
)


def zeros():
    for k, n, strength in [(3, 8, 2.0), (11, 60, 0.5), (5, 1, 10.0)]:
        counts = rng.multinomial(n, rng.dirichlet(np.ones(k)))
        prior = np.round(rng.random(k) + 0.1, 3)
        a = counts + strength * prior / prior.sum()
        yield {"counts": counts, "prior": prior, "strength": strength}, stats.dirichlet(a).mean()


write("replace_zeros", "scipy 1.17.1, dirichlet.mean", zeros())

# --- Pooling, variance shares, reliability ---------------------------------------------------------


def dirichlet_multinomial():
    for count, k, s in [(20, 2, 5.0), (40, 5, 30.0), (8, 3, 2.0), (60, 11, 12.0)]:
        alpha_ = s * rng.dirichlet(np.ones(k) * 3)
        counts = np.array([
            rng.multinomial(rng.integers(5, 80), rng.dirichlet(alpha_)) for _ in range(count)
        ])
        counts[0] += 1
        mean = counts.sum(0) / counts.sum()
        n = counts.sum(1)
        loss = lambda log: -sum(
            stats.dirichlet_multinomial.logpmf(x, np.exp(log) * mean, m) for x, m in zip(counts, n)
        )
        slope = lambda log: (loss(log + 1e-4) * 8 - loss(log - 1e-4) * 8 - loss(log + 2e-4) + loss(log - 2e-4)) / 12e-4
        near = optimize.minimize_scalar(loss, bounds=(-0.6, 13), method="bounded", options={"xatol": 1e-6}).x
        log = optimize.brentq(slope, near - 0.01, near + 0.01, xtol=1e-12)
        yield {"persons": counts}, {"mean": mean, "strength": math.exp(log)}


def beta_binomial():
    for count, m, s in [(25, 0.15, 8.0), (60, 0.5, 3.0), (12, 0.3, 20.0), (80, 0.04, 40.0)]:
        n = rng.integers(3, 60, count)
        x = rng.binomial(n, rng.beta(m * s, (1 - m) * s, count))
        loss = lambda v: -stats.betabinom.logpmf(
            x, n, np.exp(v[1]) / (1 + np.exp(-v[0])), np.exp(v[1]) / (1 + np.exp(v[0]))
        ).sum()
        found = optimize.minimize(loss, [np.log(m / (1 - m)), np.log(s)], method="Nelder-Mead",
                                  options={"xatol": 1e-10, "fatol": 1e-13, "maxiter": 5000})
        # To the root of the numeric gradient: the minimum itself is flat.
        def gradient(v, h=1e-3):
            out = []
            for i in range(2):
                d = np.eye(2)[i] * h
                out.append((loss(v - 2 * d) - 8 * loss(v - d) + 8 * loss(v + d) - loss(v + 2 * d)) / (12 * h))
            return out
        v = optimize.root(gradient, found.x, tol=1e-13).x
        mean = 1 / (1 + math.exp(-v[0]))
        yield {"persons": np.column_stack([x, n])}, {"mean": [mean, 1 - mean], "strength": math.exp(v[1])}


def pooled():
    for mean, strength, hits, trials, level in [
        (0.15, 8.0, 3, 10, 0.8), (0.5, 3.0, 0, 4, 0.95), (0.02, 200.0, 1, 1, 0.8), (0.9, 0.7, 500, 510, 0.5),
    ]:
        b = stats.beta(hits + strength * mean, trials - hits + strength * (1 - mean))
        tail = (1 - level) / 2
        yield {"mean": mean, "strength": strength, "hits": hits, "trials": trials, "level": level}, {
            "point": b.mean(),
            "standard_error": b.std(),
            "interval": [b.ppf(tail), b.ppf(1 - tail)],
        }


def james_stein():
    for x, variance in [(draw(18, centre=0.3, scale=0.1), 0.004), (draw(5), 0.2), (draw(9, scale=0.1), 4.0)]:
        k = len(x)
        c = max(0.0, 1 - (k - 3) * variance / (x.var() * k))
        yield {"values": x, "variance": variance}, {"factor": c, "values": x.mean() * (1 - c) + c * x}


def random_intercept():
    for count, low, high, between, p in [(6, 5, 5, 2.0, 1), (12, 1, 9, 0.7, 2), (30, 2, 12, 0.4, 3), (5, 3, 6, 0.0, 1)]:
        sizes = group_sizes(count, low, high)
        group = np.repeat(np.arange(count), sizes)
        n = len(group)
        x = np.hstack([np.ones((n, 1)), np.round(rng.normal(0, 1, (n, p - 1)), 2)])
        y = np.round(x @ rng.normal(0, 1, p) + rng.normal(0, between, count)[group] + rng.normal(0, 1, n), 3)
        if between == 0.0:
            means = np.array([y[group == g].mean() for g in range(count)])
            y = np.round(y - means[group], 3)
        z = np.eye(count)[group]

        def fit(ratio):
            v = np.eye(n) + ratio * z @ z.T
            inverse = np.linalg.inv(v)
            information = x.T @ inverse @ x
            beta = np.linalg.solve(information, x.T @ inverse @ y)
            e = y - x @ beta
            within = e @ inverse @ e / (n - p)
            criterion = (
                (n - p) * (1 + math.log(2 * math.pi * within))
                + np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
            )
            # The score of the ratio, tr(P Z Z') - |Z' V⁻¹ e|² / σ².
            project = inverse - inverse @ x @ np.linalg.solve(information, x.T @ inverse)
            u = z.T @ inverse @ e
            score = np.trace(z.T @ project @ z) - u @ u / within
            return criterion, score, beta, np.sqrt(within * np.diag(np.linalg.inv(information))), within, ratio * u

        ratio = 0.0 if fit(0.0)[1] >= 0 else optimize.brentq(lambda r: fit(r)[1], 0, 400, xtol=1e-14)
        criterion, _, beta, errors, within, blup = fit(ratio)
        yield {"group": group, "predictors": x, "values": y}, {
            "fixed": list(zip(beta, errors)),
            "between": ratio * within,
            "within": within,
            "share_between": ratio / (1 + ratio),
            "criterion": criterion,
            "groups": blup,
        }


def between_variance():
    for k, tau in [(5, 0.1), (40, 0.05), (2, 1.0), (12, 0.0)]:
        se = np.round(rng.uniform(0.02, 0.2, k), 3)
        y = np.round(0.3 + rng.normal(0, tau, k) + rng.normal(0, se * (1 if tau else 0.3)), 3)
        q = meta_analysis.combine_effects(y, se**2, method_re="dl").tau2
        yield {"persons": list(zip(y, se))}, max(q, 0.0)


write("dirichlet_multinomial", "scipy 1.17.1, dirichlet_multinomial.logpmf, mean held, maximised", dirichlet_multinomial())
write("beta_binomial", "scipy 1.17.1, betabinom.logpmf, maximised", beta_binomial())
write("pooled", "scipy 1.17.1, beta", pooled())
write("james_stein", "by hand, numpy 2.4.6", james_stein())
write("random_intercept", "by hand with whole matrices, numpy 2.4.6", random_intercept())
write("between_variance", 'statsmodels 0.15.0, combine_effects(method_re="dl")', between_variance())
write(
    "reliability", "by hand",
    (({"between": t, "error": e}, 1 / (1 + e**2 / t)) for t in (0.001, 0.2) for e in (0.01, 0.5)),
)
write(
    "growth_needed", "scipy 1.17.1, brentq on the reliability",
    (({"between": t, "error": e, "wanted": r},
      optimize.brentq(lambda g: t / (t + e * e / g) - r, 1e-9, 1e7, xtol=1e-13, rtol=1e-14))
     for t in (0.001, 0.2) for e in (0.01, 0.5) for r in (0.7, 0.95)),
)

# --- Power and quantiles -----------------------------------------------------------------------------


def welch_power():
    for d, s1, n1, s2, n2, alpha_ in [
        (0.5, 1, 20, 1, 20, 0.05), (0.05, 0.06, 12, 0.09, 25, 0.05), (0.0, 1, 5, 2, 9, 0.05),
        (-1.5, 2, 3, 0.5, 30, 0.01), (3.0, 1, 40, 1, 40, 0.05), (0.2, 1, 2, 1, 2, 0.1),
    ]:
        a, b = s1**2 / n1, s2**2 / n2
        freedom = (a + b) ** 2 / (a**2 / (n1 - 1) + b**2 / (n2 - 1))
        shift = abs(d) / math.sqrt(a + b)
        t = stats.t.ppf(1 - alpha_ / 2, freedom)
        # scipy gives no number for the far tail of a large shift: it is 0 to all digits.
        power = stats.nct.sf(t, freedom, shift) + np.nan_to_num(stats.nct.cdf(-t, freedom, shift))
        yield {"difference": d, "first": [s1, n1], "second": [s2, n2], "alpha": alpha_}, power


z = stats.norm.ppf
write("welch_power", "scipy 1.17.1, nct", welch_power())
write(
    "persons_to_find", "by hand, scipy 1.17.1, norm",
    (({"difference": d, "deviation": s, "alpha": a, "power": w},
      math.ceil(2 * ((z(1 - a / 2) + z(w)) * s / d) ** 2))
     for d, s in [(0.5, 1.0), (0.05, 0.07)] for a in (0.05, 0.01) for w in (0.8, 0.95)),
)
write(
    "persons_for_equivalence", "by hand, scipy 1.17.1, norm",
    (({"margin": d, "deviation": s, "alpha": a, "power": w},
      math.ceil(2 * ((z(1 - a) + z(1 - (1 - w) / 2)) * s / d) ** 2))
     for d, s in [(0.3, 1.0), (0.05, 0.07)] for a in (0.05, 0.01) for w in (0.8, 0.95)),
)
write(
    "equivalence_power", "by hand: the mass of a normal that both tests reject, scipy 1.17.1, norm",
    (({"margin": m, "standard_error": s, "alpha": a},
      max(0.0, stats.norm.cdf(m - z(1 - a) * s, scale=s) - stats.norm.cdf(z(1 - a) * s - m, scale=s)))
     for m in (0.05, 0.5) for s in (0.01, 0.025, 0.3) for a in (0.05, 0.01)),
)
LEVELS = (0.01, 0.5, 0.8, 0.95, 0.999)
write(
    "student_critical", "scipy 1.17.1, t.ppf",
    (({"level": p, "freedom": f}, stats.t.ppf((1 + p) / 2, f)) for p in LEVELS for f in (1, 2.5, 17, 63, 5000)),
)
write("normal_critical", "scipy 1.17.1, norm.ppf", (({"level": p}, z((1 + p) / 2)) for p in LEVELS))
write(
    "fisher_critical", "scipy 1.17.1, f.ppf",
    (({"level": p, "numerator": a, "denominator": b}, stats.f.ppf(p, a, b))
     for p in LEVELS for a, b in [(1, 1), (2, 10), (7.5, 63), (100, 4)]),
)
vectors = [draw(2), draw(30, centre=1e3), np.rint(draw(9)), draw(5, scale=1e-3)]
write("mean", "numpy 2.4.6, mean", (({"values": x}, np.mean(x)) for x in vectors))
write("variance", "numpy 2.4.6, var(ddof=1)", (({"values": x}, np.var(x, ddof=1)) for x in vectors))
write(
    "correlation", "scipy 1.17.1, pearsonr",
    (({"a": x, "b": y}, stats.pearsonr(x, y).statistic) for x, y in ((x, plain(0.3 * x + draw(len(x)))) for x in vectors)),
)


def jackknifed(groups, function):
    """Pseudovalues in each group (Arvesen 1969): their variance over n, joined by Welch's rule."""
    whole = [g.mean(0) for g in groups]
    point, variance, below = function(*whole), 0.0, 0.0
    for at, group in enumerate(groups):
        n = len(group)
        pseudo = []
        for i in range(n):
            means = list(whole)
            means[at] = np.delete(group, i, 0).mean(0)
            pseudo.append(n * point - (n - 1) * function(*means))
        part = np.var(pseudo, ddof=1) / n
        variance, below = variance + part, below + part**2 / (n - 1)
    error, freedom = math.sqrt(variance), variance**2 / below
    t = point / error
    return {"point": point, "standard_error": error, "freedom": freedom, "t": t, "p": 2 * stats.t.sf(abs(t), freedom)}


def function_of_means():
    own = np.random.default_rng(20261126)  # of its own, so that the cases above stay as they are
    for a, b in [(3, 5), (12, 9), (25, 40)]:
        first, second = (np.round(own.uniform(0.2, 1.0, (n, 2)), 3) for n in (a, b))
        rows = {"groups": [first, second]}
        yield {**rows, "function": "difference of ratios"}, jackknifed((first, second), lambda x, y: x[0] / x[1] - y[0] / y[1])
        yield {**rows, "function": "product"}, jackknifed((first, second), lambda x, y: x[0] * x[1] * y[0])
        yield {"groups": [first], "function": "root"}, jackknifed((first,), lambda x: math.sqrt(x[0] + x[1]))


write("function_of_means", "by hand with pseudovalues, numpy 2.4.6", function_of_means())


def second_order_jackknifed(groups, function):
    """The jackknife's variance less its second-order part: all second differences at once, as a matrix."""
    whole = [g.mean(0) for g in groups]
    found = jackknifed(groups, function)
    place = [(at, i) for at, group in enumerate(groups) for i in range(len(group))]

    def without(*persons):
        means = [m.copy() for m in whole]
        for at, i in persons:
            means[at] += np.delete(groups[at], i, 0).mean(0) - whole[at]
        return function(*means)

    alone = np.array([without(one) for one in place])
    both = np.array([[without(one, other) for other in place] for one in place])
    shares = np.array([1 - 1 / len(groups[at]) for at, _ in place])
    squares = np.outer(shares, shares) * (both - alone[:, None] - alone[None, :] + function(*whole)) ** 2
    variance = found["standard_error"] ** 2
    variance -= min((squares.sum() - np.trace(squares)) / 2, variance / 2)
    error, freedom = math.sqrt(variance), found["freedom"]
    t = found["point"] / error
    return {**found, "standard_error": error, "t": t, "p": 2 * stats.t.sf(abs(t), freedom)}


def linearised(groups, function):
    """Pseudovalues of both groups, centred: the first about the point, the second about 0, turned round."""
    whole = [g.mean(0) for g in groups]
    point, rows = function(*whole), []
    for at, group in enumerate(groups):
        n = len(group)
        pseudo = []
        for i in range(n):
            means = list(whole)
            means[at] = np.delete(group, i, 0).mean(0)
            pseudo.append(n * point - (n - 1) * function(*means))
        rows.append(np.array(pseudo) - np.mean(pseudo))
    return [point + rows[0], -rows[1]]


TWO_GROUPS = {
    "difference of ratios": lambda x, y: x[0] / x[1] - y[0] / y[1],
    "products": lambda x, y: (x[0] - y[0]) * (x[1] + y[1] - 1.2) + (x[1] - y[1]) * (x[0] + y[0] - 1.2),
}


def pairs_of_groups():
    own = np.random.default_rng(20261127)
    for a, b in [(3, 5), (12, 9), (6, 20)]:
        groups = [np.round(own.uniform(0.2, 1.0, (n, 2)), 3) for n in (a, b)]
        for name, function in TWO_GROUPS.items():
            yield {"groups": groups, "function": name}, groups, function


write(
    "second_order_function_of_means",
    "by hand with pseudovalues and a matrix of second differences, numpy 2.4.6",
    ((i, second_order_jackknifed(groups, function)) for i, groups, function in pairs_of_groups()),
)
write(
    "linearised_difference",
    "by hand with pseudovalues, numpy 2.4.6",
    ((i, linearised(groups, function)) for i, groups, function in pairs_of_groups()),
)


def permutation_equivalences():
    own = np.random.default_rng(20261128)
    for a, b, margin in [(5, 6, 1.5), (3, 7, 0.4), (8, 4, 2.0), (6, 6, 0.8)]:
        x, y = (np.round(own.normal(0, 1, n), 3) for n in (a, b))

        def p(shift, alternative):
            apart = lambda u, v, axis: u.mean(axis) - v.mean(axis)
            test = stats.permutation_test(
                (x + shift, y), apart, vectorized=True, n_resamples=np.inf, alternative=alternative
            )
            return test.pvalue

        yield {"first": x, "second": y, "margin": margin}, max(p(margin, "greater"), p(-margin, "less"))


write(
    "permutation_equivalence",
    "scipy 1.17.1, permutation_test(n_resamples=inf) of both sides",
    permutation_equivalences(),
)


def deals():
    own = np.random.default_rng(20261129)
    for n, slope in [(5, 0.9), (6, 0.0), (7, 1.5), (7, -0.6)]:
        a = np.round(own.normal(0, 1, n), 3)
        b = np.round(slope * a + own.normal(0, 1, n), 3)
        far = lambda x: abs(stats.pearsonr(x, b).statistic)
        test = stats.permutation_test(
            (a,), far, permutation_type="pairings", n_resamples=np.inf, alternative="greater"
        )
        yield {"a": a, "b": b}, test.pvalue


def flips():
    own = np.random.default_rng(20261130)
    for n, mean, margin in [(5, 1.0, 2.0), (8, 0.4, 1.2), (10, -0.8, 0.9), (9, 0.0, 0.6)]:
        x = np.round(own.normal(mean, 1, n), 3)

        def p(statistic, moved):
            test = stats.permutation_test(
                (moved,), statistic, permutation_type="samples", n_resamples=np.inf, alternative="greater"
            )
            return test.pvalue

        both = p(lambda v: abs(v.sum()), x)
        yield x, both, margin, max(p(np.sum, x + margin), p(np.sum, margin - x))


write("permutation_correlation_p", "scipy 1.17.1, permutation_test(n_resamples=inf) of pairings", deals())
write(
    "sign_flip_p",
    "scipy 1.17.1, permutation_test(n_resamples=inf) of signs",
    (({"changes": x}, p) for x, p, _, _ in flips()),
)
write(
    "sign_flip_equivalence",
    "scipy 1.17.1, permutation_test(n_resamples=inf) of signs, both sides",
    (({"changes": x, "margin": margin}, p) for x, _, margin, p in flips()),
)


def rogan_gladen_differences():
    for d, e, se, ee, sp, es in [
        (0.07, 0.02, 0.8, 0.03, 0.9, 0.04),
        (-0.03, 0.01, 0.42, 0.02, 0.96, 0.01),
        (0.2, 0.05, 0.99, 0.001, 0.7, 0.05),
    ]:
        f = lambda v: v[0] / (v[1] + v[2] - 1)
        at = np.array([d, se, sp])
        steps = [np.eye(3)[i] * 1e-5 for i in range(3)]
        slope = np.array([(f(at - 2 * h) - 8 * f(at - h) + 8 * f(at + h) - f(at + 2 * h)) / 12e-5 for h in steps])
        error = math.sqrt((slope**2 * np.array([e, ee, es]) ** 2).sum())
        yield {"counted": [d, e], "rates": [se, ee, sp, es]}, {"point": f(at), "standard_error": error}


write("rogan_gladen_difference", "by hand; delta method with numeric slopes", rogan_gladen_differences())
