//! Smooth functions of the means of groups of persons: one way to an interval for all of them.

use crate::means::Difference;

/// Estimates `function(means of group 1, means of group 2, ...)`. Each person is a row of numbers, the
/// same columns for all (a shorter row has zeros behind it); each group needs two persons or more.
///
/// The variance is that of the delete-one jackknife within each group (Arvesen 1969, *Annals of
/// Mathematical Statistics* 40, 2076-2100, for several samples; Efron & Stein 1981, *Annals of
/// Statistics* 9, 586-596): `V = Σ_g V_g` with `V_g = (n_g - 1) / n_g · Σ_i (θ_(-i) - mean θ_(-i))²`.
/// Degrees of freedom are Welch and Satterthwaite's, `V² / Σ_g V_g² / (n_g - 1)`. For a difference of two
/// means this is exactly Welch's test; for ratios and parts of Kitagawa's decomposition it is its
/// counterpart.
///
/// `None` under two persons in a group, where the function is not defined, or without variation.
pub fn function_of_means<R: AsRef<[f64]>>(
    groups: &[&[R]],
    function: impl Fn(&[Vec<f64>]) -> Option<f64>,
) -> Option<Difference> {
    Jackknife::new(groups, &function)?.difference(0.0)
}

/// [`function_of_means`] for functions that are mostly curved where they are estimated, such as a sum of
/// products of two small differences: the jackknife's variance less what it counts twice.
///
/// A function of the persons is a sum of terms of single persons, of pairs, and of more (the ANOVA
/// decomposition). Its variance is `V1 + V2 + ...`, but the jackknife's is `V1 + 2 V2 + ...` on average
/// (Efron & Stein 1981, *Annals of Statistics* 9, 586-596, section 2). For a product of two means that is
/// `a²σ_b² + b²σ_a²` with a and b estimated, where `σ_a²σ_b²` is to be taken off (Goodman 1960, *JASA* 55,
/// 708-713, eq. 5). Here V2 is taken off, from the second differences over all pairs of persons, within
/// and between groups:
///
/// `V2 = Σ_{i<j} (n_i - 1)(n_j - 1) / (n_i n_j) · (θ - θ_i - θ_j + θ_ij)²`
///
/// where `θ_i` has the means of i's group without i, `θ_ij` the shifts of i and of j together, and n is
/// the size of a person's own group. No more than half is taken off: `V1 + V2` is at least half of `V1 + 2
/// V2`. Degrees of freedom are those of [`function_of_means`]. It asks for the function once a pair.
pub fn second_order_function_of_means<R: AsRef<[f64]>>(
    groups: &[&[R]],
    function: impl Fn(&[Vec<f64>]) -> Option<f64>,
) -> Option<Difference> {
    let jackknife = Jackknife::new(groups, &function)?;
    jackknife.difference(jackknife.pairs(&function)?)
}

/// A difference of two groups as a difference of two means: a number for each person of the first and the
/// second, whose means differ by exactly `function(means)`. They are Tukey's pseudo-values (1958, *Annals
/// of Mathematical Statistics* 29, 614), centred and turned round in the second group: `θ + l_i` and
/// `-l_j` with `l_i = -(n - 1)(θ_(-i) - mean θ_(-i))`. For a difference of means these are the persons'
/// values less the second mean, so that an exchange of persons exchanges them; for a smooth function that
/// changes its sign with the groups' names it does so nearly.
///
/// `None` where [`function_of_means`] is.
pub fn linearised_difference<R: AsRef<[f64]>>(
    first: &[R],
    second: &[R],
    function: impl Fn(&[Vec<f64>]) -> Option<f64>,
) -> Option<[Vec<f64>; 2]> {
    let jackknife = Jackknife::new(&[first, second], &function)?;
    jackknife.difference(0.0)?;
    let values = |at: usize, level: f64, sign: f64| -> Vec<f64> {
        let without = &jackknife.without[at];
        let n = without.len() as f64;
        let centre = without.iter().sum::<f64>() / n;
        without.iter().map(|value| level + sign * (n - 1.0) * (centre - value)).collect()
    };
    Some([values(0, jackknife.point, 1.0), values(1, 0.0, -1.0)])
}

/// A function at the means of all, and at those without each person.
struct Jackknife {
    point: f64,
    means: Vec<Vec<f64>>,
    /// By how much the means of a group move without each of its persons.
    shifts: Vec<Vec<Vec<f64>>>,
    without: Vec<Vec<f64>>,
}

impl Jackknife {
    fn new<R: AsRef<[f64]>>(
        groups: &[&[R]],
        function: &impl Fn(&[Vec<f64>]) -> Option<f64>,
    ) -> Option<Self> {
        if groups.iter().any(|group| group.len() < 2) {
            return None;
        }
        let means: Vec<Vec<f64>> = groups.iter().map(|group| mean(group)).collect();
        let point = function(&means)?;
        let shifts: Vec<Vec<Vec<f64>>> = groups
            .iter()
            .zip(&means)
            .map(|(group, means)| {
                group.iter().map(|p| shift(means, p.as_ref(), group.len())).collect()
            })
            .collect();
        let mut moved = means.clone();
        let mut without = Vec::with_capacity(groups.len());
        for (at, persons) in shifts.iter().enumerate() {
            let mut values = Vec::with_capacity(persons.len());
            for person in persons {
                add(&mut moved[at], &means[at], person);
                values.push(function(&moved)?);
            }
            moved[at].copy_from_slice(&means[at]);
            without.push(values);
        }
        Some(Self { point, means, shifts, without })
    }

    /// V2, summed over all pairs of persons.
    fn pairs(&self, function: &impl Fn(&[Vec<f64>]) -> Option<f64>) -> Option<f64> {
        let share = |group: &[Vec<f64>]| (group.len() - 1) as f64 / group.len() as f64;
        let mut moved = self.means.clone();
        let mut base = Vec::new();
        let mut total = 0.0;
        for (g, group) in self.shifts.iter().enumerate() {
            for (i, person) in group.iter().enumerate() {
                // The means without this person: all that follow are left out beside them.
                base.clone_from(&self.means[g]);
                add(&mut base, &self.means[g], person);
                moved[g].copy_from_slice(&base);
                for (h, others) in self.shifts.iter().enumerate().skip(g) {
                    let from = if h == g { &base } else { &self.means[h] };
                    let first = if h == g { i + 1 } else { 0 };
                    let mut squares = 0.0;
                    for (j, other) in others.iter().enumerate().skip(first) {
                        add(&mut moved[h], from, other);
                        let alone = self.without[g][i] + self.without[h][j];
                        squares += (self.point - alone + function(&moved)?).powi(2);
                    }
                    moved[h].copy_from_slice(from);
                    total += squares * share(group) * share(others);
                }
                moved[g].copy_from_slice(&self.means[g]);
            }
        }
        Some(total)
    }

    /// The estimate, with so much taken off the jackknife's variance, at most half.
    fn difference(&self, twice: f64) -> Option<Difference> {
        let (mut variance, mut squares) = (0.0, 0.0);
        for values in &self.without {
            let n = values.len() as f64;
            let centre = values.iter().sum::<f64>() / n;
            let spread = values.iter().map(|v| (v - centre).powi(2)).sum::<f64>() * (n - 1.0) / n;
            variance += spread;
            squares += spread * spread / (n - 1.0);
        }
        let standard_error = (variance - twice.min(variance / 2.0)).sqrt();
        // Less than what rounding leaves of equal values is no variation.
        (standard_error > 1e-12 * self.point.abs().max(1e-3)).then(|| Difference {
            point: self.point,
            standard_error,
            freedom: variance * variance / squares,
        })
    }
}

fn mean<R: AsRef<[f64]>>(group: &[R]) -> Vec<f64> {
    let columns = group.iter().map(|row| row.as_ref().len()).max().unwrap_or(0);
    let mut means = vec![0.0; columns];
    for row in group {
        for (sum, value) in means.iter_mut().zip(row.as_ref()) {
            *sum += value;
        }
    }
    means.iter_mut().for_each(|sum| *sum /= group.len() as f64);
    means
}

/// By how much the means of n persons move without one of them: `(mean - own) / (n - 1)`.
fn shift(means: &[f64], own: &[f64], n: usize) -> Vec<f64> {
    let others = (n - 1) as f64;
    let own = own.iter().copied().chain(std::iter::repeat(0.0));
    means.iter().zip(own).map(|(mean, own)| (mean - own) / others).collect()
}

/// `sum = from + shift`, all of one length.
fn add(sum: &mut [f64], from: &[f64], shift: &[f64]) {
    for ((sum, from), shift) in sum.iter_mut().zip(from).zip(shift) {
        *sum = from + shift;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::means::{Summary, welch};

    #[test]
    fn a_difference_of_means_is_welchs() {
        let (a, b) = ([1.0, 2.0, 3.5, 4.0], [2.0, 4.0, 6.0]);
        let rows = |values: &[f64]| values.iter().map(|v| vec![*v]).collect::<Vec<_>>();
        let here = function_of_means(&[&rows(&a)[..], &rows(&b)[..]], |m| Some(m[0][0] - m[1][0]))
            .expect("varies");
        let there = welch(Summary::of(&a).expect("varies"), Summary::of(&b).expect("varies"))
            .expect("varies");
        assert!((here.point - there.point).abs() < 1e-12);
        assert!((here.standard_error - there.standard_error).abs() < 1e-12);
        assert!((here.freedom - there.freedom).abs() < 1e-9);
    }

    #[test]
    fn too_few_or_all_alike_give_nothing() {
        let rows = |values: &[f64]| values.iter().map(|v| vec![*v]).collect::<Vec<_>>();
        let mean = |m: &[Vec<f64>]| m[0].first().copied();
        assert_eq!(function_of_means(&[&rows(&[1.0])[..]], mean), None);
        assert_eq!(function_of_means(&[&rows(&[0.1; 5])[..]], mean), None);
        assert_eq!(function_of_means(&[&rows(&[1.0, 2.0])[..]], |_| None), None);
    }

    #[test]
    fn a_product_of_two_means_has_goodmans_variance() {
        // Two groups: V1 + V2 is estimated by a²σb² + b²σa² - σa²σb², σ² of the means.
        let (a, b) = ([1.0, 2.0, 3.5, 4.0], [2.0, 4.0, 6.0, 3.0, 1.5]);
        let rows = |values: &[f64]| values.iter().map(|v| vec![*v]).collect::<Vec<_>>();
        let product = |m: &[Vec<f64>]| Some(m[0][0] * m[1][0]);
        let (first, second) = (rows(&a), rows(&b));
        let here =
            second_order_function_of_means(&[&first[..], &second[..]], product).expect("varies");
        let of = |values: &[f64]| Summary::of(values).expect("varies");
        let (a, b) = (of(&a), of(&b));
        let (va, vb) = (a.variance / a.n, b.variance / b.n);
        let goodman = a.mean * a.mean * vb + b.mean * b.mean * va - va * vb;
        assert!((here.standard_error.powi(2) - goodman).abs() < 1e-12);
    }

    #[test]
    fn no_more_than_half_is_taken_off() {
        // Nothing but curvature: the means are 0, and so is every first difference but for chance.
        let rows: Vec<Vec<f64>> = [[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0], [0.1, 0.1]]
            .map(|row| row.to_vec())
            .into();
        let product = |m: &[Vec<f64>]| Some(m[0][0] * m[0][1]);
        let first = function_of_means(&[&rows[..]], product).expect("varies");
        let second = second_order_function_of_means(&[&rows[..]], product).expect("varies");
        let ratio = second.standard_error / first.standard_error;
        assert!((ratio - 0.5f64.sqrt()).abs() < 1e-12, "{ratio}");
    }

    #[test]
    fn without_curvature_nothing_is_taken_off() {
        let rows = |values: &[f64]| values.iter().map(|v| vec![*v]).collect::<Vec<_>>();
        let (a, b) = (rows(&[1.0, 2.0, 3.5, 4.0]), rows(&[2.0, 4.0, 6.0]));
        let groups = [&a[..], &b[..]];
        let difference = |m: &[Vec<f64>]| Some(m[0][0] - m[1][0]);
        let first = function_of_means(&groups, difference).expect("varies");
        let second = second_order_function_of_means(&groups, difference).expect("varies");
        assert!((first.standard_error - second.standard_error).abs() < 1e-12);
    }

    #[test]
    fn a_short_row_has_zeros_behind_it() {
        let whole = [vec![1.0, 2.0], vec![3.0, 0.0], vec![2.0, 1.0]];
        let short = [vec![1.0, 2.0], vec![3.0], vec![2.0, 1.0]];
        let ratio = |m: &[Vec<f64>]| Some(m[0][1] / m[0][0]);
        let of = |rows: &[Vec<f64>]| function_of_means(&[rows], ratio);
        assert_eq!(of(&whole), of(&short));
    }
}
