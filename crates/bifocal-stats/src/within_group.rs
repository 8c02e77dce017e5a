//! Agreement within one group on a scale with few steps.

use crate::moments::{mean, variance};

/// What ratings would look like if nobody agreed, on five steps (James, Demaree & Wolf 1984, *JAP*
/// 69, 85-98; LeBreton & Senter 2008, table 2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Null {
    /// All steps equally often, for any number of steps.
    Uniform {
        /// Number of steps of the scale.
        steps: u32,
    },
    /// Somewhat more of one end, five steps.
    SlightSkew,
    /// Clearly more of one end, five steps.
    ModerateSkew,
    /// Nearly all at one end, five steps.
    HeavySkew,
    /// Rising to the middle, five steps.
    Triangular,
    /// Bell-shaped, five steps.
    Normal,
}

impl Null {
    /// Variance of one rating; of the uniform `(A² - 1) / 12`.
    pub fn variance(self) -> f64 {
        match self {
            Self::Uniform { steps } => (f64::from(steps).powi(2) - 1.0) / 12.0,
            Self::SlightSkew => 1.34,
            Self::ModerateSkew => 0.90,
            Self::HeavySkew => 0.44,
            Self::Triangular => 1.32,
            Self::Normal => 1.04,
        }
    }
}

/// rwg of one item: `1 - s² / σ²` (James, Demaree & Wolf 1984, eq. 1). Not cut at 0: a value below
/// says that there are camps. `None` under two ratings.
pub fn rwg(ratings: &[f64], null: Null) -> Option<f64> {
    Some(1.0 - variance(ratings)? / null.variance())
}

/// Mean variance of the items, over the variance of the null; raters × items without gaps. `None`
/// if the raters did not rate as many items.
fn ratio(raters: &[Vec<f64>], null: Null) -> Option<(f64, f64)> {
    let items = raters.first()?.len();
    if raters.iter().any(|rater| rater.len() != items) {
        return None;
    }
    let variances: Option<Vec<f64>> =
        (0..items).map(|j| variance(&raters.iter().map(|r| r[j]).collect::<Vec<_>>())).collect();
    Some((mean(&variances?)? / null.variance(), items as f64))
}

/// rwg(j) of several parallel items: `J (1 - v) / (J (1 - v) + v)`, v the mean variance over that
/// of the null; 0 if v passes 1 (James, Demaree & Wolf 1984, eq. 2). It rises with the number of
/// items by itself: show it beside [`rwg_star_j`].
pub fn rwg_j(raters: &[Vec<f64>], null: Null) -> Option<f64> {
    let (v, items) = ratio(raters, null)?;
    let agreement = items * (1.0 - v);
    Some(if v > 1.0 { 0.0 } else { agreement / (agreement + v) })
}

/// r*wg(j): `1 - v`, which does not rise with the number of items (Lindell, Brandt & Whitney 1999,
/// *Applied Psychological Measurement* 23, 127-135, eq. 5).
pub fn rwg_star_j(raters: &[Vec<f64>], null: Null) -> Option<f64> {
    ratio(raters, null).map(|(v, _)| 1.0 - v)
}
