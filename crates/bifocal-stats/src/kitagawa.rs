//! Taking the difference of two rates apart.

/// The difference of two groups' rates, in two parts that add up to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decomposition {
    /// What comes from doing other things: per class.
    pub mix: Vec<f64>,
    /// What comes from doing the same things otherwise: per class.
    pub rate: Vec<f64>,
}

impl Decomposition {
    /// The part of the mix.
    pub fn mix_total(&self) -> f64 {
        self.mix.iter().sum()
    }

    /// The part of the rates.
    pub fn rate_total(&self) -> f64 {
        self.rate.iter().sum()
    }
}

/// Kitagawa's decomposition: `Σ (s1 - s2)(f1 + f2)/2 + Σ (s1 + s2)/2 (f1 - f2)` over classes, s the
/// shares of the classes and f the rates within them (Kitagawa 1955, *JASA* 50, 1168-1194, p. 1175).
/// Each class is (s1, f1, s2, f2).
pub fn kitagawa(classes: &[[f64; 4]]) -> Decomposition {
    Decomposition {
        mix: classes.iter().map(|[s1, f1, s2, f2]| (s1 - s2) * f64::midpoint(*f1, *f2)).collect(),
        rate: classes.iter().map(|[s1, f1, s2, f2]| f64::midpoint(*s1, *s2) * (f1 - f2)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_add_up(
            classes in proptest::collection::vec(proptest::array::uniform4(0.0f64..1.0), 0..12),
        ) {
            let parts = kitagawa(&classes);
            let rate = |s: usize, f: usize| classes.iter().map(|c| c[s] * c[f]).sum::<f64>();
            let difference = rate(0, 1) - rate(2, 3);
            prop_assert!((parts.mix_total() + parts.rate_total() - difference).abs() < 1e-12);
            // Turned round, both change sign.
            let turned: Vec<[f64; 4]> = classes.iter().map(|[s, f, t, g]| [*t, *g, *s, *f]).collect();
            prop_assert!((parts.mix_total() + kitagawa(&turned).mix_total()).abs() < 1e-12);
        }
    }
}
