//! Intraclass correlations: how much of the variation lies between things or groups.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use crate::interval::{Estimate, Interval};
use crate::moments::mean;
use crate::table::Ratings;

/// The forms of Shrout & Fleiss (1979), of a single rating and of the mean of all raters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShroutFleiss {
    /// ICC(1,1): each thing is rated by other raters.
    pub one: f64,
    /// ICC(2,1): the raters are a sample of raters.
    pub two: f64,
    /// ICC(3,1): the raters are the only ones of interest.
    pub three: f64,
    /// ICC(1,k).
    pub one_mean: f64,
    /// ICC(2,k).
    pub two_mean: f64,
    /// ICC(3,k).
    pub three_mean: f64,
    /// F of the things in the one-way and in the two-way table.
    pub f: [f64; 2],
    /// 95 % intervals of ICC(1,1), ICC(2,1) and ICC(3,1).
    pub intervals: [Interval; 3],
}

/// Mean squares of a complete table of `n` things × `k` raters.
struct MeanSquares {
    n: f64,
    k: f64,
    things: f64,
    within: f64,
    raters: f64,
    rest: f64,
}

impl MeanSquares {
    fn of(rows: &[Vec<f64>]) -> Option<Self> {
        let (n, k) = (rows.len(), rows.first()?.len());
        if n < 2 || k < 2 {
            return None;
        }
        let (nf, kf) = (n as f64, k as f64);
        let all: Vec<f64> = rows.iter().flatten().copied().collect();
        let grand = mean(&all)?;
        let total: f64 = all.iter().map(|x| (x - grand).powi(2)).sum();
        let of_things: f64 =
            rows.iter().filter_map(|r| mean(r)).map(|m| kf * (m - grand).powi(2)).sum();
        let column = |j: usize| rows.iter().map(|r| r[j]).sum::<f64>() / nf;
        let of_raters: f64 = (0..k).map(|j| nf * (column(j) - grand).powi(2)).sum();
        Some(Self {
            n: nf,
            k: kf,
            things: of_things / (nf - 1.0),
            within: (total - of_things) / (nf * (kf - 1.0)),
            raters: of_raters / (kf - 1.0),
            rest: (total - of_things - of_raters) / ((nf - 1.0) * (kf - 1.0)),
        })
    }
}

/// The six forms of Shrout & Fleiss (1979, *Psychological Bulletin* 86, 420-428, table 4 and the
/// intervals of pp. 423-425). Rows with gaps are left out. `None` under two things or raters, or
/// if nothing varies.
pub fn shrout_fleiss(ratings: &Ratings) -> Option<ShroutFleiss> {
    let MeanSquares { n, k, things, within, raters, rest } =
        MeanSquares::of(&ratings.complete_rows())?;
    if within <= 0.0 || rest <= 0.0 {
        return None;
    }
    let quantile = |a: f64, b: f64| Some(FisherSnedecor::new(a, b).ok()?.inverse_cdf(0.975));
    let (f_one, f_three) = (things / within, things / rest);
    let (freedom_n, freedom_within, freedom_rest) = (n - 1.0, n * (k - 1.0), (n - 1.0) * (k - 1.0));
    let single = |f: f64| (f - 1.0) / (f + k - 1.0);
    let one = Interval {
        low: single(f_one / quantile(freedom_n, freedom_within)?),
        high: single(f_one * quantile(freedom_within, freedom_n)?),
    };
    let three = Interval {
        low: single(f_three / quantile(freedom_n, freedom_rest)?),
        high: single(f_three * quantile(freedom_rest, freedom_n)?),
    };
    let icc_two = (things - rest) / (things + (k - 1.0) * rest + k * (raters - rest) / n);
    // Satterthwaite's degrees of freedom, p. 424.
    let f_raters = raters / rest;
    let term = k * icc_two * f_raters + n * (1.0 + (k - 1.0) * icc_two) - k * icc_two;
    let freedom = (k - 1.0) * (n - 1.0) * term.powi(2)
        / ((n - 1.0) * (k * icc_two * f_raters).powi(2)
            + (n * (1.0 + (k - 1.0) * icc_two) - k * icc_two).powi(2));
    let upper = quantile(freedom_n, freedom)?;
    let lower = quantile(freedom, freedom_n)?;
    let spread = k * raters + (k * n - k - n) * rest;
    let two = Interval {
        low: n * (things - upper * rest) / (upper * spread + n * things),
        high: n * (lower * things - rest) / (spread + n * lower * things),
    };
    Some(ShroutFleiss {
        one: (things - within) / (things + (k - 1.0) * within),
        two: icc_two,
        three: (things - rest) / (things + (k - 1.0) * rest),
        one_mean: (things - within) / things,
        two_mean: (things - rest) / (things + (raters - rest) / n),
        three_mean: (things - rest) / things,
        f: [f_one, f_three],
        intervals: [one, two, three],
    })
}

/// ICC(1) and ICC(2) of persons in groups of any size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupCorrelation {
    /// Share of the variance that lies between groups.
    pub one: f64,
    /// The same with the size `(N - Σ n² / N) / (groups - 1)` in place of the mean size: unbiased
    /// components of variance where groups differ in size.
    pub one_by_sizes: f64,
    /// Reliability of a group's mean at the mean size.
    pub two: f64,
    /// F of the groups.
    pub f: f64,
}

/// ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW) and ICC(2) = (MSB - MSW) / MSB, k the mean size of
/// the groups (Bliese 2000, in *Multilevel Theory, Research, and Methods in Organizations*, ch. 8,
/// eqs. 1 and 2); beside it ICC(1) for groups of unequal size (Donner 1986, *International Statistical
/// Review* 54, 67-82, section 2). Maximum likelihood is [`crate::random_intercept`]'s. `None` under two groups, or without variation within groups.
pub fn group_correlation<G: AsRef<[f64]>>(groups: &[G]) -> Option<GroupCorrelation> {
    let groups: Vec<&[f64]> = groups.iter().map(AsRef::as_ref).filter(|g| !g.is_empty()).collect();
    let n: f64 = groups.iter().map(|g| g.len() as f64).sum();
    let j = groups.len() as f64;
    if j < 2.0 || n <= j {
        return None;
    }
    let squared_sizes: f64 = groups.iter().map(|g| (g.len() as f64).powi(2)).sum();
    let grand = groups.iter().flat_map(|g| g.iter()).sum::<f64>() / n;
    let (mut between, mut within) = (0.0, 0.0);
    for group in groups {
        let centre = mean(group)?;
        between += group.len() as f64 * (centre - grand).powi(2);
        within += group.iter().map(|x| (x - centre).powi(2)).sum::<f64>();
    }
    let (between, within) = (between / (j - 1.0), within / (n - j));
    let one = |size: f64| (between - within) / (between + (size - 1.0) * within);
    (within > 0.0).then(|| GroupCorrelation {
        one: one(n / j),
        one_by_sizes: one((n - squared_sizes / n) / (j - 1.0)),
        two: (between - within) / between,
        f: between / within,
    })
}

/// Reliability of the mean of `times` as many ratings: `t r / (1 + (t - 1) r)` (Spearman 1910;
/// Brown 1910).
pub fn spearman_brown(reliability: f64, times: f64) -> f64 {
    times * reliability / (1.0 + (times - 1.0) * reliability)
}

/// How many times as many ratings reach a reliability; `None` unless both lie inside (0, 1).
pub fn spearman_brown_times(reliability: f64, wanted: f64) -> Option<f64> {
    let inside = |r: f64| r > 0.0 && r < 1.0;
    (inside(reliability) && inside(wanted))
        .then(|| wanted * (1.0 - reliability) / (reliability * (1.0 - wanted)))
}

/// Cronbach's alpha of persons × items: `k / (k - 1) (1 - Σ var(item) / var(sum))` (Cronbach 1951,
/// *Psychometrika* 16, 297-334, eq. 2), with the interval of Feldt (1965). Rows with gaps are left
/// out. The standard error is that of a normal approximation to the interval.
pub fn cronbach_alpha(ratings: &Ratings) -> Option<Estimate> {
    let rows = ratings.complete_rows();
    let k = ratings.columns();
    let column = |j: usize| rows.iter().map(|r| r[j]).collect::<Vec<f64>>();
    let items: f64 = (0..k).filter_map(|j| crate::variance(&column(j))).sum();
    let sums: Vec<f64> = rows.iter().map(|r| r.iter().sum()).collect();
    let whole = crate::variance(&sums).filter(|v| *v > 0.0 && k > 1)?;
    let kf = k as f64;
    let alpha = kf / (kf - 1.0) * (1.0 - items / whole);
    let freedom = rows.len() as f64 - 1.0;
    let f = FisherSnedecor::new(freedom, freedom * (kf - 1.0)).ok()?;
    let interval = Interval {
        low: 1.0 - (1.0 - alpha) * f.inverse_cdf(0.975),
        high: 1.0 - (1.0 - alpha) * f.inverse_cdf(0.025),
    };
    Some(Estimate { point: alpha, standard_error: interval.width() / (2.0 * 1.96), interval })
}
