//! Intraclass correlations of a table with gaps.

use crate::matrix::Matrix;
use crate::table::Ratings;

/// The forms of Shrout & Fleiss (1979) where not every rater rated everything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShroutFleissGaps {
    /// ICC(1,1): each thing is rated by other raters.
    pub one: f64,
    /// ICC(2,1): the raters are a sample of raters.
    pub two: f64,
    /// ICC(3,1): the raters are the only ones of interest.
    pub three: f64,
    /// ICC(1,k), k the harmonic mean of the ratings a thing.
    pub one_mean: f64,
    /// ICC(2,k).
    pub two_mean: f64,
    /// ICC(3,k).
    pub three_mean: f64,
}

/// Intraclass correlations from components of variance, which need no complete table: Henderson's
/// third method (1953, *Biometrics* 9, 226-252), which equates the reduction of the sum of squares
/// by each factor after the other to what is expected of it. In a table of ones and gaps the traces
/// are `N - raters` for things and `N - things` for raters. The forms for means divide by the harmonic
/// mean of the ratings a thing (ten Hove, Jorgensen & van der Ark 2024, *Psychological Methods* 29,
/// 967-979). Without gaps these are [`crate::shrout_fleiss`]'s.
///
/// Rows without any rating do not count. `None` under two things or raters, if the table falls apart
/// into things and raters that have nothing in common, or if nothing is left to measure the noise.
pub fn shrout_fleiss_gaps(ratings: &Ratings) -> Option<ShroutFleissGaps> {
    let table = Squares::of(ratings)?;
    let Squares { count, things, raters, .. } = table;
    let spare = count - things - raters + 1.0;
    if things < 2.0 || raters < 2.0 || spare < 1.0 {
        return None;
    }
    let error = table.rest / spare;
    let thing = (table.by_things - (things - 1.0) * error) / (count - raters);
    let rater = (table.by_raters - (raters - 1.0) * error) / (count - things);
    // Things alone: one way, the size of a thing as in `group_correlation`'s `one_by_sizes`.
    let within = (table.rest + table.by_raters) / (count - things);
    let size = (count - table.squared_sizes / count) / (things - 1.0);
    let thing_one = (table.things_alone / (things - 1.0) - within) / size;
    let k = things / table.inverse_sizes;
    let share = |between: f64, noise: f64| between / (between + noise);
    (within > 0.0 && error > 0.0).then(|| ShroutFleissGaps {
        one: share(thing_one, within),
        two: share(thing, rater + error),
        three: share(thing, error),
        one_mean: share(thing_one, within / k),
        two_mean: share(thing, (rater + error) / k),
        three_mean: share(thing, error / k),
    })
}

/// Sums of squares of `y = thing + rater + noise`.
struct Squares {
    /// Ratings.
    count: f64,
    things: f64,
    raters: f64,
    /// Sum over things of the squared number of their ratings, and of one over the number.
    squared_sizes: f64,
    inverse_sizes: f64,
    /// What things explain by themselves.
    things_alone: f64,
    /// What things explain beyond raters.
    by_things: f64,
    /// What raters explain beyond things.
    by_raters: f64,
    /// What neither explains.
    rest: f64,
}

impl Squares {
    fn of(ratings: &Ratings) -> Option<Self> {
        let rows: Vec<Vec<(usize, f64)>> = ratings
            .rows()
            .map(|row| row.iter().enumerate().filter_map(|(j, v)| Some((j, (*v)?))).collect())
            .filter(|row: &Vec<_>| !row.is_empty())
            .collect();
        let count = rows.iter().map(Vec::len).sum::<usize>() as f64;
        let columns = ratings.columns();
        let mut sizes = vec![0.0; columns];
        rows.iter().flatten().for_each(|(j, _)| sizes[*j] += 1.0);
        // Raters without any rating would make the equations singular.
        let used: Vec<usize> = (0..columns).filter(|j| sizes[*j] > 0.0).collect();
        let place: Vec<usize> =
            (0..columns).map(|j| used.iter().take_while(|u| **u < j).count()).collect();
        let grand = rows.iter().flatten().map(|(_, y)| y).sum::<f64>() / count;

        // Things are swept out: what is left are equations for all raters but the last, which is 0.
        let free = used.len().checked_sub(1)?;
        let mut equations = Matrix::zero(free);
        let mut sides = vec![0.0; free];
        let mut sums = vec![0.0; used.len()];
        let (mut total, mut within_things, mut squared, mut inverse) = (0.0, 0.0, 0.0, 0.0);
        for row in &rows {
            let n = row.len() as f64;
            let centre = row.iter().map(|(_, y)| y).sum::<f64>() / n;
            squared += n * n;
            inverse += 1.0 / n;
            for (j, y) in row {
                let j = place[*j];
                total += (y - grand).powi(2);
                within_things += (y - centre).powi(2);
                sums[j] += y - grand;
                if j == free {
                    continue;
                }
                sides[j] += y - centre;
                *equations.at_mut(j, j) += 1.0;
                for (l, _) in row.iter().filter(|(l, _)| place[*l] < free) {
                    *equations.at_mut(j, place[*l]) -= 1.0 / n;
                }
            }
        }
        let effects = equations.inverse()?.0.times(&sides);
        let by_raters: f64 = effects.iter().zip(&sides).map(|(r, s)| r * s).sum();
        let raters_alone: f64 = used.iter().zip(&sums).map(|(j, s)| s * s / sizes[*j]).sum();
        let rest = within_things - by_raters;
        Some(Self {
            count,
            things: rows.len() as f64,
            raters: used.len() as f64,
            squared_sizes: squared,
            inverse_sizes: inverse,
            things_alone: total - within_things,
            by_things: total - raters_alone - rest,
            by_raters,
            rest,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shrout_fleiss;

    const ROWS: [[f64; 4]; 6] = [
        [9.0, 2.0, 5.0, 8.0],
        [6.0, 1.0, 3.0, 2.0],
        [8.0, 4.0, 6.0, 8.0],
        [7.0, 1.0, 2.0, 6.0],
        [10.0, 5.0, 6.0, 9.0],
        [6.0, 2.0, 4.0, 7.0],
    ];

    #[test]
    fn without_gaps_it_is_shrout_and_fleiss() {
        let ratings = Ratings::complete(&ROWS);
        let whole = shrout_fleiss(&ratings).expect("varies");
        let same = shrout_fleiss_gaps(&ratings).expect("varies");
        for (a, b) in [
            (whole.one, same.one),
            (whole.two, same.two),
            (whole.three, same.three),
            (whole.one_mean, same.one_mean),
            (whole.two_mean, same.two_mean),
            (whole.three_mean, same.three_mean),
        ] {
            assert!((a - b).abs() < 1e-12);
        }
    }

    #[test]
    fn tables_that_cannot_be_read() {
        assert_eq!(shrout_fleiss_gaps(&Ratings::default()), None);
        assert_eq!(shrout_fleiss_gaps(&Ratings::complete(&[[1.0, 2.0]])), None);
        // Two tables in one: no rater of the first saw a thing of the second.
        let (a, b, gap) = (Some(1.0), Some(3.0), None);
        let apart = [[a, b, gap, gap], [b, b, gap, gap], [gap, gap, a, b], [gap, gap, b, b]];
        assert_eq!(shrout_fleiss_gaps(&Ratings::new(&apart)), None);
        // A row and a column without ratings change nothing.
        let rows = |wide: bool| -> Vec<Vec<Option<f64>>> {
            let gap = || wide.then_some(None);
            let row = |r: &[f64; 4]| gap().into_iter().chain(r.iter().copied().map(Some)).collect();
            ROWS.iter().map(row).chain(wide.then(|| vec![None; 5])).collect()
        };
        assert_eq!(
            shrout_fleiss_gaps(&Ratings::new(&rows(true))),
            shrout_fleiss_gaps(&Ratings::new(&rows(false)))
        );
    }
}
