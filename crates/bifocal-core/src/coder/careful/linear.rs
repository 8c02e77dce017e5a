//! Linear layers with 8-bit weights, exact on every machine.
//!
//! Inputs are rounded to whole numbers of at most [`LEVELS`] a row, weights are
//! whole numbers of at most 128. Over [`CHUNK`] columns no sum of products can
//! pass 2^24, so single precision holds every partial sum exactly: a library's
//! fast product of matrices gives the same bits in any order of summing, with
//! or without fused multiply-add.

use std::ops::Range;

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};

use super::file::{Cut, Cutter};
use super::math::round;

/// Columns that share a scale.
pub(super) const CHUNK: usize = 384;

/// Steps to each side that an input is rounded to.
const LEVELS: f32 = 340.0;

const _: () = assert!(CHUNK * 128 * (LEVELS as usize) < 1 << 24);

/// A layer; its weights stay in the file.
#[derive(Clone, Debug)]
pub(super) struct Linear {
    inputs: usize,
    outputs: usize,
    chunks: Vec<Chunk>,
    bias: Vec<f32>,
}

#[derive(Clone, Debug)]
struct Chunk {
    columns: Range<usize>,
    /// One byte a weight, a row an output.
    weights: Range<usize>,
    /// Of each output.
    scales: Vec<f32>,
}

/// Room for the layers' work, reused from call to call.
#[derive(Clone, Debug, Default)]
pub(super) struct LinearScratch {
    weights: Vec<f32>,
    inputs: Vec<f32>,
    scales: Vec<f32>,
    products: Vec<f32>,
}

impl Linear {
    /// Cuts a layer out of a file.
    pub(super) fn cut(from: &mut Cutter<'_>, inputs: usize, outputs: usize) -> Cut<Self> {
        let mut chunks = Vec::new();
        for start in (0..inputs).step_by(CHUNK) {
            let columns = start..(start + CHUNK).min(inputs);
            let weights = from.bytes(columns.len() * outputs)?;
            chunks.push(Chunk { columns, weights, scales: from.floats(outputs)? });
        }
        Ok(Self { inputs, outputs, chunks, bias: from.floats(outputs)? })
    }

    /// `output = input · weightsᵀ + bias`, a row each.
    pub(super) fn apply(
        &self,
        file: &[u8],
        input: &[f32],
        output: &mut Vec<f32>,
        scratch: &mut LinearScratch,
    ) {
        let rows = input.len() / self.inputs;
        output.clear();
        for _ in 0..rows {
            output.extend_from_slice(&self.bias);
        }
        let LinearScratch { weights, inputs, scales, products } = scratch;
        products.resize(rows * self.outputs, 0.0);
        for chunk in &self.chunks {
            let columns = chunk.columns.len();
            weights.clear();
            weights.extend(file[chunk.weights.clone()].iter().map(|byte| f32::from(*byte as i8)));
            inputs.clear();
            scales.clear();
            for row in input.chunks_exact(self.inputs) {
                scales.push(quantize(&row[chunk.columns.clone()], inputs));
            }
            let shapes = (
                ArrayView2::from_shape((rows, columns), &*inputs),
                ArrayView2::from_shape((self.outputs, columns), &*weights),
                ArrayViewMut2::from_shape((rows, self.outputs), products.as_mut_slice()),
            );
            // The sizes are right by construction.
            if let (Ok(a), Ok(b), Ok(mut c)) = shapes {
                general_mat_mul(1.0, &a, &b.t(), 0.0, &mut c);
            }
            let each = output.chunks_exact_mut(self.outputs).zip(&*scales);
            for ((to, scale), from) in each.zip(products.chunks_exact(self.outputs)) {
                for ((to, from), weight) in to.iter_mut().zip(from).zip(&chunk.scales) {
                    *to += from * (scale * weight);
                }
            }
        }
    }
}

/// Appends a row as whole numbers and gives their scale.
fn quantize(row: &[f32], to: &mut Vec<f32>) -> f32 {
    let largest = row.iter().fold(0.0f32, |largest, x| largest.max(x.abs()));
    if largest == 0.0 {
        to.extend(row.iter().map(|_| 0.0));
        return 0.0;
    }
    let steps = LEVELS / largest;
    to.extend(row.iter().map(|x| round(x * steps)));
    largest / LEVELS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_near_those_of_floats() {
        let (inputs, outputs, rows) = (CHUNK + 5, 7, 3);
        let weight = |o: usize, i: usize| ((o * 31 + i * 17) % 255) as i8 as f32;
        let mut file = Vec::new();
        for columns in [0..CHUNK, CHUNK..inputs] {
            for o in 0..outputs {
                file.extend(columns.clone().map(|i| weight(o, i) as i8 as u8));
            }
            file.extend((0..outputs).flat_map(|_| 0.01f32.to_le_bytes()));
        }
        file.extend((0..outputs).flat_map(|o| (o as f32).to_le_bytes()));
        let layer = Linear::cut(&mut Cutter::new(&file), inputs, outputs).expect("complete");
        let input: Vec<f32> =
            (0..rows * inputs).map(|i| ((i * 7) % 41) as f32 / 10.0 - 2.0).collect();
        let mut output = Vec::new();
        layer.apply(&file, &input, &mut output, &mut LinearScratch::default());
        for r in 0..rows {
            for o in 0..outputs {
                let exact: f32 = (0..inputs)
                    .map(|i| input[r * inputs + i] * weight(o, i).clamp(-128.0, 127.0) * 0.01)
                    .sum::<f32>()
                    + o as f32;
                let got = output[r * outputs + o];
                assert!((got - exact).abs() < 0.2, "row {r}, output {o}: {got}, not {exact}");
            }
        }
    }

    #[test]
    fn rows_of_nothing_stay_nothing() {
        let mut to = Vec::new();
        assert_eq!(quantize(&[0.0, 0.0], &mut to), 0.0);
        assert_eq!(to, [0.0, 0.0]);
    }
}
