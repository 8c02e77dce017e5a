//! A contrast of two groups in three ways: as counted, corrected for the coder's errors, and
//! prediction-powered. A contrast without correction is not printed alone where a correction can be had.

mod view;

use bifocal_stats::{Difference, ErrorRates, function_of_means, permutation_p};

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
const LEAST_GOLD: usize = 20;

/// How far predictions are trusted is chosen among these, for the smallest variance.
const TRUSTS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

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
    /// Prediction-powered, with the trust that was chosen.
    pub powered: Option<(Difference, f64)>,
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
        self.estimate(Way::Counted, statistic)
    }

    /// Estimates a figure in all ways that can be had. `None` where it is not even defined as counted.
    pub fn contrast(&self, statistic: &Statistic<'_>) -> Option<Contrast> {
        let counted = self.counted(statistic)?;
        let (corrected, powered) = match self.errors {
            Errors::Unknown => (None, None),
            Errors::Card(errors) => (self.by_card(errors, statistic), None),
            Errors::Gold => (self.estimate(Way::Gold, statistic), self.powered(statistic)),
        };
        Some(Contrast { counted, corrected, powered })
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
        let figure = |a: &[&Vec<f64>], b: &[&Vec<f64>]| {
            let (a, b) = (mean(a), mean(b));
            statistic(&View::new(&a, Way::Counted), &View::new(&b, Way::Counted))
        };
        let [first, second] = self.rows.each_ref().map(|side| side.iter().collect::<Vec<_>>());
        permutation_p(&first, &second, figure, shuffles, seed)
    }

    fn estimate(&self, way: Way, statistic: &Statistic<'_>) -> Option<Difference> {
        let finite = |value: &f64| value.is_finite();
        function_of_means(&[&self.rows[0][..], &self.rows[1][..]], |means| {
            statistic(&View::new(&means[0], way), &View::new(&means[1], way)).filter(finite)
        })
    }

    /// With error rates from elsewhere: their own errors are added by the delta method. They are the same
    /// for both groups, so both are shifted together.
    fn by_card(&self, errors: [ErrorRates; 2], statistic: &Statistic<'_>) -> Option<Difference> {
        const STEP: f64 = 1e-4;
        let base = self.estimate(Way::Card(errors), statistic)?;
        let mut variance = base.standard_error.powi(2);
        for at in 0..FOCUS.len() {
            let mut shifted = [errors; 2];
            shifted[0][at].sensitivity += STEP;
            shifted[1][at].specificity += STEP;
            let spread = [errors[at].sensitivity_error, errors[at].specificity_error];
            for (shifted, error) in shifted.into_iter().zip(spread) {
                let moved = self.estimate(Way::Card(shifted), statistic)?;
                variance += ((moved.point - base.point) / STEP * error).powi(2);
            }
        }
        Some(Difference { standard_error: variance.sqrt(), ..base })
    }

    fn powered(&self, statistic: &Statistic<'_>) -> Option<(Difference, f64)> {
        let tried = TRUSTS
            .into_iter()
            .filter_map(|trust| Some((self.estimate(Way::Powered(trust), statistic)?, trust)));
        tried.min_by(|a, b| a.0.standard_error.total_cmp(&b.0.standard_error))
    }
}
