//! A contrast of two groups in three ways: as counted, corrected for the coder's errors, and
//! prediction-powered. A contrast without correction is not printed alone where a correction can be had.

mod view;

use bifocal_stats::{
    Difference, ErrorRates, function_of_means, linearised_difference, permutation_p,
    second_order_function_of_means,
};

pub use self::view::{View, Way};
use crate::sample::{Column, FOCUS, Person};

/// A figure of two groups.
pub type Statistic<'a> = dyn Fn(&View<'_>, &View<'_>) -> Option<f64> + 'a;

/// What is known of the coder's errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Errors {
    /// Nothing that would allow a correction.
    Unknown,
    /// The card's, the same for both groups.
    Card([ErrorRates; 2]),
    /// Each group's own, from labelled messages.
    Gold,
}

/// Labelled messages that each group needs before its own error rates are used.
pub const LEAST_GOLD: usize = 20;

/// Persons that each group needs before a curved figure is prediction-powered: of fewer, the nominal 95 %
/// intervals hold 93 to 98 (`bifocal study simulate --persons 6,8,10`).
pub const LEAST_FOR_CURVED: usize = 12;

/// How far predictions are trusted is chosen among these, for the smallest variance.
const TRUSTS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// A figure that depends on the coder, with what its estimate needs.
#[derive(Clone, Copy)]
pub enum Figure<'a> {
    /// Nearly a straight line where it is estimated: shares, ratios, the focus within classes.
    Straight(&'a Statistic<'a>),
    /// Mostly curved if the groups are alike: what comes from another mix, a sum of products of two small
    /// differences. Its variance is small wherever it happens to be small itself, so how far predictions are
    /// trusted is chosen on another figure, the second here.
    Curved(&'a Statistic<'a>, &'a Statistic<'a>),
}

/// Two groups of persons.
#[derive(Clone, Debug)]
pub struct Sides {
    rows: [Vec<Vec<f64>>; 2],
    errors: Errors,
}

/// One contrast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contrast {
    /// As counted.
    pub counted: Difference,
    /// Corrected for the coder's errors.
    pub corrected: Option<Difference>,
    /// Prediction-powered, with the trust that was chosen; the interval pays for a choice on the same figure.
    pub powered: Option<(Difference, f64)>,
    /// p of no difference, the largest over the ways that decide (Student's t).
    pub p: f64,
}

impl Contrast {
    /// Of a figure that does not depend on the coder's poles: there is nothing to correct.
    pub fn uncorrected(counted: Difference) -> Self {
        Self { counted, corrected: None, powered: None, p: counted.p() }
    }
}

impl Sides {
    /// The two groups, with the card's error rates for want of labelled messages. A coder that is hardly
    /// better than chance (sensitivity + specificity under 1.2) is not corrected for.
    pub fn new(first: &[&Person], second: &[&Person], card: Option<[ErrorRates; 2]>) -> Self {
        let labelled = |side: &[&Person]| side.iter().map(|p| p.gold.len()).sum::<usize>();
        let good = |e: &ErrorRates| e.sensitivity + e.specificity >= 1.2;
        let errors = if labelled(first) >= LEAST_GOLD && labelled(second) >= LEAST_GOLD {
            Errors::Gold
        } else {
            card.filter(|card| card.iter().all(good)).map_or(Errors::Unknown, Errors::Card)
        };
        let rows = [first, second].map(|side| side.iter().map(|p| view::extended(p)).collect());
        Self { rows, errors }
    }

    /// Where error rates come from.
    pub const fn errors(&self) -> &Errors {
        &self.errors
    }

    /// Persons in each.
    pub fn sizes(&self) -> [usize; 2] {
        self.rows.each_ref().map(Vec::len)
    }

    /// Estimates a figure that does not depend on focus, so that there is nothing to correct.
    pub fn counted(&self, statistic: &Statistic<'_>) -> Option<Difference> {
        self.estimate(Way::Counted, Figure::Straight(statistic))
    }

    /// Each person's share in a figure as counted, as two lists whose means differ by it.
    pub fn linearised(&self, statistic: &Statistic<'_>) -> Option<[Vec<f64>; 2]> {
        let [first, second] = &self.rows;
        linearised_difference(first, second, |means| value(Way::Counted, statistic, means))
    }

    /// Estimates a figure in all ways that can be had. `None` where it is not even defined as counted.
    ///
    /// The counted p is worth something only if the coder errs alike in both groups: then what is the same is
    /// counted the same. Where labelled messages are there, they need not be believed: p is the larger of the
    /// counted and the prediction-powered one, and 1 where the labels are too few for that.
    pub fn contrast(&self, figure: Figure<'_>) -> Option<Contrast> {
        let counted = self.estimate(Way::Counted, figure)?;
        let base = Contrast::uncorrected(counted);
        Some(match self.errors {
            Errors::Unknown => base,
            Errors::Card(errors) => Contrast { corrected: self.by_card(errors, figure), ..base },
            Errors::Gold => {
                let powered = self.powered(figure);
                Contrast {
                    corrected: self.estimate(Way::Gold, figure),
                    powered,
                    p: powered.map_or(1.0, |(powered, _)| powered.p().max(base.p)),
                    ..base
                }
            }
        })
    }

    /// p under exchange of persons between the groups, as counted.
    pub fn permutation_p(
        &self,
        statistic: &Statistic<'_>,
        shuffles: usize,
        seed: u64,
    ) -> Option<f64> {
        let mean = |rows: &[&Vec<f64>]| -> Vec<f64> {
            let sum = |at: usize| rows.iter().map(|row| row[at]).sum::<f64>();
            (0..Column::all().len()).map(|at| sum(at) / rows.len() as f64).collect()
        };
        let exchanged =
            |a: &[&Vec<f64>], b: &[&Vec<f64>]| value(Way::Counted, statistic, &[mean(a), mean(b)]);
        let [first, second] = self.rows.each_ref().map(|side| side.iter().collect::<Vec<_>>());
        permutation_p(&first, &second, exchanged, shuffles, seed)
    }

    fn estimate(&self, way: Way, figure: Figure<'_>) -> Option<Difference> {
        let groups = [&self.rows[0][..], &self.rows[1][..]];
        match figure {
            Figure::Straight(statistic) => {
                function_of_means(&groups, |means| value(way, statistic, means))
            }
            Figure::Curved(statistic, _) => {
                second_order_function_of_means(&groups, |means| value(way, statistic, means))
            }
        }
    }

    /// With error rates from elsewhere: their own errors are added by the delta method. They are the same
    /// for both groups, so both are shifted together.
    fn by_card(&self, errors: [ErrorRates; 2], figure: Figure<'_>) -> Option<Difference> {
        const STEP: f64 = 1e-4;
        let base = self.estimate(Way::Card(errors), figure)?;
        let (Figure::Straight(statistic) | Figure::Curved(statistic, _)) = figure;
        let mut variance = base.standard_error.powi(2);
        for at in 0..FOCUS.len() {
            let mut shifted = [errors; 2];
            shifted[0][at].sensitivity += STEP;
            shifted[1][at].specificity += STEP;
            let spread = [errors[at].sensitivity_error, errors[at].specificity_error];
            for (shifted, error) in shifted.into_iter().zip(spread) {
                let moved = self.estimate(Way::Card(shifted), Figure::Straight(statistic))?;
                variance += ((moved.point - base.point) / STEP * error).powi(2);
            }
        }
        Some(Difference { standard_error: variance.sqrt(), ..base })
    }

    fn powered(&self, figure: Figure<'_>) -> Option<(Difference, f64)> {
        match figure {
            Figure::Straight(statistic) => {
                let (found, trust) = self.trusted(statistic)?;
                Some((found.tuned()?, trust))
            }
            Figure::Curved(..) if self.sizes().iter().any(|n| *n < LEAST_FOR_CURVED) => None,
            Figure::Curved(_, chosen_on) => {
                let (_, trust) = self.trusted(chosen_on)?;
                Some((self.estimate(Way::Powered(trust), figure)?, trust))
            }
        }
    }

    /// The trust that makes a figure's variance smallest.
    fn trusted(&self, statistic: &Statistic<'_>) -> Option<(Difference, f64)> {
        let tried = TRUSTS.into_iter().filter_map(|trust| {
            Some((self.estimate(Way::Powered(trust), Figure::Straight(statistic))?, trust))
        });
        tried.min_by(|a, b| a.0.standard_error.total_cmp(&b.0.standard_error))
    }
}

/// A figure of two groups' means, read in one way.
fn value(way: Way, statistic: &Statistic<'_>, means: &[Vec<f64>]) -> Option<f64> {
    let [first, second] = means else { return None };
    statistic(&View::new(first, way), &View::new(second, way)).filter(|value| value.is_finite())
}
