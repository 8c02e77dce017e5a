//! Intervals by resampling whole documents.

use std::collections::BTreeMap;

/// Resamples.
const TIMES: usize = 1000;

/// Percentile interval (95 %) and standard deviation of a statistic over resampled documents
/// (Efron 1979). `documents` names the document of each row; `statistic` gets the rows' positions.
pub fn over_documents<'a>(
    documents: impl Iterator<Item = &'a str>,
    statistic: impl Fn(&[usize]) -> Option<f64>,
) -> Option<([f64; 2], f64)> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, document) in documents.enumerate() {
        groups.entry(document).or_default().push(row);
    }
    let groups: Vec<Vec<usize>> = groups.into_values().collect();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut values: Vec<f64> = (0..TIMES)
        .filter_map(|_| {
            let mut rows = Vec::new();
            for _ in 0..groups.len() {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                rows.extend(&groups[(random % groups.len() as u64) as usize]);
            }
            statistic(&rows)
        })
        .collect();
    if values.len() < TIMES / 2 {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let at = |share: f64| values[((n - 1.0) * share).round() as usize];
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Some(([at(0.025), at(0.975)], variance.sqrt()))
}
