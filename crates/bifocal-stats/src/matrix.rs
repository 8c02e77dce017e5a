//! Small matrices.

/// A small square matrix.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    size: usize,
    cells: Vec<f64>,
}

impl Matrix {
    pub(crate) fn zero(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    pub(crate) fn at(&self, i: usize, j: usize) -> f64 {
        self.cells[i * self.size + j]
    }

    pub(crate) fn at_mut(&mut self, i: usize, j: usize) -> &mut f64 {
        &mut self.cells[i * self.size + j]
    }

    pub(crate) fn times(&self, v: &[f64]) -> Vec<f64> {
        self.cells
            .chunks(self.size)
            .map(|row| row.iter().zip(v).map(|(a, b)| a * b).sum())
            .collect()
    }

    /// Inverse and log of the determinant of a positive definite matrix, by Gauss and Jordan; `None`
    /// if it has no inverse.
    pub(crate) fn inverse(mut self) -> Option<(Self, f64)> {
        let n = self.size;
        let mut inverse = Self::zero(n);
        (0..n).for_each(|i| *inverse.at_mut(i, i) = 1.0);
        let mut log_det = 0.0;
        for i in 0..n {
            let pivot = self.at(i, i);
            if pivot <= 1e-12 {
                return None;
            }
            log_det += pivot.ln();
            for j in 0..n {
                *self.at_mut(i, j) /= pivot;
                *inverse.at_mut(i, j) /= pivot;
            }
            for row in (0..n).filter(|row| *row != i) {
                let factor = self.at(row, i);
                for j in 0..n {
                    *self.at_mut(row, j) -= factor * self.at(i, j);
                    *inverse.at_mut(row, j) -= factor * inverse.at(i, j);
                }
            }
        }
        Some((inverse, log_det))
    }
}
