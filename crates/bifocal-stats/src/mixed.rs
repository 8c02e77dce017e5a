//! A linear model with a random intercept for each group.

use crate::matrix::Matrix;
use crate::search::{minimum, root};

/// A fitted model `y = X b + u_group + e`.
#[derive(Clone, Debug, PartialEq)]
pub struct RandomIntercept {
    /// Coefficients, with their standard errors.
    pub fixed: Vec<(f64, f64)>,
    /// Variance between groups.
    pub between: f64,
    /// Variance within groups.
    pub within: f64,
    /// Twice the negative restricted log-likelihood.
    pub criterion: f64,
    /// The groups' predicted intercepts (BLUP), in the order of the groups.
    pub groups: Vec<f64>,
}

impl RandomIntercept {
    /// Share of the variance that lies between groups.
    pub fn share_between(&self) -> f64 {
        self.between / (self.between + self.within)
    }
}

/// One observation: its group, its predictors (with the constant), its value.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Number of its group, from 0; less than the number of observations.
    pub group: usize,
    /// One number a coefficient.
    pub predictors: Vec<f64>,
    /// What is explained.
    pub value: f64,
}

/// Sums of one group.
struct Group {
    n: f64,
    xx: Matrix,
    xy: Vec<f64>,
    x: Vec<f64>,
    y: f64,
    yy: f64,
}

/// Restricted maximum likelihood (Patterson & Thompson 1971, *Biometrika* 58, 545-554), profiled over
/// the ratio of the variances as in Bates et al. (2015, *J. Stat. Software* 67(1), eqs. 33 to 42).
/// `None` if there are fewer than two groups, or too few observations for the coefficients or for the
/// number of a group.
pub fn random_intercept(observations: &[Observation]) -> Option<RandomIntercept> {
    let p = observations.first()?.predictors.len();
    let n = observations.len();
    let groups = sums(observations, p)?;
    if groups.iter().filter(|g| g.n > 0.0).count() < 2 || n <= p + 1 {
        return None;
    }
    // Coarsely by the criterion, on the scale of θ = sd(between) / sd(within), which is flat around
    // its minimum; then by the root of its slope.
    let criterion = |theta| solve(&groups, theta, n, p).map_or(f64::MAX, |s| s.criterion);
    let near = minimum(criterion, 0.0, 20.0);
    let slope = |theta| solve(&groups, theta, n, p).map_or(f64::NAN, |s| s.slope(&groups, theta));
    let theta = root(slope, near * 0.99, near * 1.01).unwrap_or(near);
    let zero = solve(&groups, 0.0, n, p)?;
    let found = solve(&groups, theta, n, p)?;
    let (theta, best) =
        if zero.criterion <= found.criterion { (0.0, zero) } else { (theta, found) };
    let within = best.within;
    let blup = groups.iter().map(|g| {
        let residual = g.y - g.x.iter().zip(&best.fixed).map(|(x, b)| x * b).sum::<f64>();
        theta * theta * residual / (1.0 + theta * theta * g.n)
    });
    let errors = (0..p).map(|j| (within * best.inverse.at(j, j)).sqrt());
    Some(RandomIntercept {
        groups: blup.collect(),
        between: theta * theta * within,
        within,
        criterion: best.criterion,
        fixed: best.fixed.iter().copied().zip(errors).collect(),
    })
}

fn sums(observations: &[Observation], p: usize) -> Option<Vec<Group>> {
    let count = observations.iter().map(|o| o.group).max()?.saturating_add(1);
    // A stray number must not ask for memory without end.
    if count > observations.len() {
        return None;
    }
    let mut groups: Vec<Group> = (0..count)
        .map(|_| Group {
            n: 0.0,
            xx: Matrix::zero(p),
            xy: vec![0.0; p],
            x: vec![0.0; p],
            y: 0.0,
            yy: 0.0,
        })
        .collect();
    for o in observations {
        if o.predictors.len() != p {
            return None;
        }
        let g = &mut groups[o.group];
        g.n += 1.0;
        g.y += o.value;
        g.yy += o.value * o.value;
        for i in 0..p {
            g.x[i] += o.predictors[i];
            g.xy[i] += o.predictors[i] * o.value;
            for j in 0..p {
                *g.xx.at_mut(i, j) += o.predictors[i] * o.predictors[j];
            }
        }
    }
    Some(groups)
}

struct Solution {
    fixed: Vec<f64>,
    inverse: Matrix,
    within: f64,
    criterion: f64,
}

impl Solution {
    /// The derivative of the criterion by θ², `tr(P J) - y'P J P y / σ²`, with J the blocks of ones
    /// and P the projection of generalised least squares.
    fn slope(&self, groups: &[Group], theta: f64) -> f64 {
        let p = self.fixed.len();
        groups
            .iter()
            .map(|g| {
                let scale = 1.0 / (1.0 + theta * theta * g.n);
                let residual = g.y - g.x.iter().zip(&self.fixed).map(|(x, b)| x * b).sum::<f64>();
                let explained: f64 = (0..p)
                    .flat_map(|i| (0..p).map(move |j| (i, j)))
                    .map(|(i, j)| self.inverse.at(i, j) * g.x[i] * g.x[j])
                    .sum();
                g.n * scale - explained * scale * scale - (residual * scale).powi(2) / self.within
            })
            .sum()
    }
}

/// Generalised least squares at a ratio of the variances: `V = I + θ² J` has the inverse
/// `I - θ² / (1 + θ² n) J` within each group.
fn solve(groups: &[Group], theta: f64, n: usize, p: usize) -> Option<Solution> {
    let (mut xx, mut xy, mut yy, mut log_det) = (Matrix::zero(p), vec![0.0; p], 0.0, 0.0);
    for g in groups {
        let c = theta * theta / (1.0 + theta * theta * g.n);
        log_det += (theta * theta * g.n).ln_1p();
        yy += g.yy - c * g.y * g.y;
        for (i, sum) in xy.iter_mut().enumerate() {
            *sum += g.xy[i] - c * g.x[i] * g.y;
            for j in 0..p {
                *xx.at_mut(i, j) += g.xx.at(i, j) - c * g.x[i] * g.x[j];
            }
        }
    }
    let (inverse, log_det_xx) = xx.inverse()?;
    let fixed = inverse.times(&xy);
    let rest = yy - fixed.iter().zip(&xy).map(|(b, v)| b * v).sum::<f64>();
    let freedom = (n - p) as f64;
    let within = rest / freedom;
    let criterion =
        freedom * (1.0 + (2.0 * std::f64::consts::PI * within).ln()) + log_det + log_det_xx;
    (within > 0.0).then_some(Solution { fixed, inverse, within, criterion })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_without_differences_get_no_variance() {
        let values = [1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 3.0, 2.0, 1.0];
        let observations: Vec<Observation> = values
            .iter()
            .enumerate()
            .map(|(i, y)| Observation { group: i / 3, predictors: vec![1.0], value: *y })
            .collect();
        let model = random_intercept(&observations).expect("enough");
        assert!(model.between < 1e-9);
        assert!((model.fixed[0].0 - 2.0).abs() < 1e-9);
        assert!(random_intercept(&observations[..3]).is_none());
        let mut stray = observations;
        stray[0].group = usize::MAX;
        assert!(random_intercept(&stray).is_none());
    }
}
