//! A simulation: persons with known rates, the same code as a profile, how often the 95 %
//! intervals hold the truth.

use anyhow::Result;
use bifocal_stats::{Cluster, share};

/// Buckets that threads fall into, as in a tally.
const BUCKETS: u64 = 64;

/// Draws persons for each setting and prints the shares of intervals that hold their rate.
pub fn run(draws: u32) -> Result<()> {
    println!(
        "{draws} persons a setting; nominal 95 %. Messages of a thread share a rate drawn from"
    );
    println!(
        "a beta distribution around the person's (intraclass correlation .2); threads have one"
    );
    println!("message and more (geometric, mean 2) and fall into {BUCKETS} buckets by hash.\n");
    println!(
        "{:>8} {:>6} {:>9} {:>7} {:>7} {:>8}",
        "messages", "rate", "covered", "below", "above", "no int."
    );
    let mut random = Random(0x1234_5678_9abc_def1);
    for messages in [40, 100, 400, 2000] {
        for rate in [0.02, 0.05, 0.1, 0.2, 0.4] {
            let outcome = setting(messages, rate, draws, &mut random);
            println!(
                "{messages:>8} {rate:>6} {:>8.1}% {:>6.1}% {:>6.1}% {:>7.1}%",
                100.0 * outcome.covered,
                100.0 * outcome.below,
                100.0 * outcome.above,
                100.0 * outcome.none
            );
        }
    }
    Ok(())
}

/// Shares of a setting's draws.
struct Outcome {
    /// Intervals that hold the rate, among those that there are.
    covered: f64,
    /// Intervals that lie below it.
    below: f64,
    /// Intervals that lie above it.
    above: f64,
    /// Persons without an interval.
    none: f64,
}

fn setting(messages: u64, rate: f64, draws: u32, random: &mut Random) -> Outcome {
    let (mut covered, mut below, mut above) = (0.0, 0.0, 0.0);
    for _ in 0..draws {
        if let Some(estimate) = share(&person(messages, rate, random), 0.95) {
            covered += f64::from(u8::from(estimate.interval.contains(rate)));
            below += f64::from(u8::from(estimate.interval.high < rate));
            above += f64::from(u8::from(estimate.interval.low > rate));
        }
    }
    let shown: f64 = covered + below + above;
    let n = shown.max(1.0);
    Outcome {
        covered: covered / n,
        below: below / n,
        above: above / n,
        none: 1.0 - shown / f64::from(draws),
    }
}

/// One person's buckets.
fn person(messages: u64, rate: f64, random: &mut Random) -> Vec<Cluster> {
    let mut buckets = vec![Cluster::default(); BUCKETS as usize];
    let mut left = messages;
    while left > 0 {
        let mut length = 1;
        while length < left && random.unit() < 0.5 {
            length += 1;
        }
        left -= length;
        let thread_rate = random.beta(rate * 4.0, (1.0 - rate) * 4.0);
        let bucket = &mut buckets[(random.next() % BUCKETS) as usize];
        for _ in 0..length {
            bucket.out_of += 1;
            bucket.positives += u64::from(random.unit() < thread_rate);
        }
    }
    buckets
}

/// xorshift64*: the same draws on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 8
    }

    /// From 0 to below 1.
    fn unit(&mut self) -> f64 {
        self.next() as f64 / (1u64 << 56) as f64
    }

    /// Beta by Jöhnk's method (1964): fast for small parameters, and in ten lines.
    fn beta(&mut self, a: f64, b: f64) -> f64 {
        loop {
            let x = self.unit().powf(1.0 / a);
            let y = self.unit().powf(1.0 / b);
            if x + y <= 1.0 && x + y > 0.0 {
                return x / (x + y);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bifocal_stats::MIN_CLUSTERS;

    use super::*;

    #[test]
    fn intervals_hold_the_truth_about_as_often_as_they_say() {
        let mut random = Random(7);
        for (messages, rate) in [(100, 0.1), (400, 0.05), (400, 0.3)] {
            let outcome = setting(messages, rate, 1000, &mut random);
            // 1,000 draws have a standard error of .7 points.
            assert!(
                (0.92..=0.99).contains(&outcome.covered),
                "{messages} {rate}: {}",
                outcome.covered
            );
        }
    }

    #[test]
    fn few_threads_have_no_interval() {
        let outcome = setting(MIN_CLUSTERS as u64 - 1, 0.2, 50, &mut Random(3));
        assert!((outcome.none - 1.0).abs() < 1e-12);
    }
}
