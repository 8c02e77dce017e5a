//! Proofs on small tables that are printed in papers.

use bifocal_stats as stats;
use bifocal_stats::{Level, Null, Observation, Ratings, Summary};

use super::Proof;

pub fn proofs() -> Vec<Proof> {
    let parts =
        [agreement(), correlations(), equivalence(), several_tests(), shares(), pooling(), nulls()];
    parts.into_iter().flatten().collect()
}

const GAP: f64 = f64::NAN;

/// Four observers, twelve units, a row an observer.
const OBSERVERS: [[f64; 12]; 4] = [
    [1., 2., 3., 3., 2., 1., 4., 1., 2., GAP, GAP, GAP],
    [1., 2., 3., 3., 2., 2., 4., 1., 2., 5., GAP, 3.],
    [GAP, 3., 3., 3., 2., 3., 4., 2., 2., 5., 1., GAP],
    [1., 2., 3., 3., 2., 4., 4., 1., 2., 5., 1., GAP],
];

const WIKI: [[f64; 15]; 3] = [
    [GAP, GAP, GAP, GAP, GAP, 3., 4., 1., 2., 1., 1., 3., 3., GAP, 3.],
    [1., GAP, 2., 1., 3., 3., 4., 3., GAP, GAP, GAP, GAP, GAP, GAP, GAP],
    [GAP, GAP, 2., 1., 3., 4., 4., GAP, 2., 1., 1., 3., 3., GAP, 4.],
];

/// Units × observers from observers × units.
fn turned<const U: usize>(observers: &[[f64; U]]) -> Ratings {
    let rows: Vec<Vec<Option<f64>>> =
        (0..U).map(|u| observers.iter().map(|o| Some(o[u])).collect()).collect();
    Ratings::new(&rows)
}

fn agreement() -> Vec<Proof> {
    const KRIPPENDORFF: &str = "Krippendorff, Computing alpha-reliability (2011), example C";
    let alpha = |ratings: &Ratings, level| stats::krippendorff_alpha(ratings, level);
    let c = turned(&OBSERVERS);
    let a = turned(&[
        [0., 1., 0., 0., 0., 0., 0., 0., 1., 0.],
        [1., 1., 1., 0., 0., 1., 0., 0., 0., 0.],
    ]);
    let b = turned(&[
        [1., 1., 2., 2., 4., 3., 3., 3., 5., 4., 4., 1.],
        [2., 1., 2., 2., 2., 3., 3., 3., 5., 4., 4., 4.],
    ]);
    let wiki = turned(&WIKI);
    let fleiss = stats::fleiss_kappa(&[
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]);
    vec![
        Proof::new("alpha, nominal, with gaps", KRIPPENDORFF, alpha(&c, Level::Nominal), 0.743, 3),
        Proof::new("alpha, ordinal, with gaps", KRIPPENDORFF, alpha(&c, Level::Ordinal), 0.815, 3),
        Proof::new(
            "alpha, interval, with gaps",
            KRIPPENDORFF,
            alpha(&c, Level::Interval),
            0.849,
            3,
        ),
        Proof::new("alpha, ratio, with gaps", KRIPPENDORFF, alpha(&c, Level::Ratio), 0.797, 3),
        Proof::new(
            "alpha, nominal, with gaps",
            "irrCAC vignette, table of coefficients",
            alpha(&c, Level::Nominal),
            0.74342,
            5,
        ),
        Proof::new(
            "alpha, binary, two observers",
            "Krippendorff (2011), example A",
            alpha(&a, Level::Nominal),
            0.095,
            3,
        ),
        Proof::new(
            "alpha, nominal, two observers",
            "Krippendorff (2011), example B",
            alpha(&b, Level::Nominal),
            0.692,
            3,
        ),
        Proof::new(
            "alpha, nominal, three observers",
            "Wikipedia, Krippendorff's alpha",
            alpha(&wiki, Level::Nominal),
            0.691,
            3,
        ),
        Proof::new(
            "alpha, interval, three observers",
            "Wikipedia, Krippendorff's alpha",
            alpha(&wiki, Level::Interval),
            0.811,
            3,
        ),
        Proof::new(
            "Fleiss' kappa, 10 things, 14 raters",
            "Wikipedia, Fleiss' kappa",
            fleiss.map(|f| f.kappa),
            0.210,
            3,
        ),
    ]
}

fn correlations() -> Vec<Proof> {
    const SOURCE: &str = "Shrout & Fleiss (1979), tables 2 and 4";
    let ratings: [[f64; 4]; 6] = [
        [9., 2., 5., 8.],
        [6., 1., 3., 2.],
        [8., 4., 6., 8.],
        [7., 1., 2., 6.],
        [10., 5., 6., 9.],
        [6., 2., 4., 7.],
    ];
    let icc = stats::shrout_fleiss(&Ratings::complete(&ratings));
    let attitude = stats::cronbach_alpha(&Ratings::complete(&ATTITUDE));
    let form = |what: &str, got: Option<f64>, printed| Proof::new(what, SOURCE, got, printed, 2);
    const CONWAY: &str = "Spearman-Brown of Conway & Huffcutt (1997): raters for .70 and .80";
    let raters = |single, wanted| stats::spearman_brown_times(single, wanted).map(f64::ceil);
    vec![
        form("ICC(1,1)", icc.map(|i| i.one), 0.17),
        form("ICC(2,1)", icc.map(|i| i.two), 0.29),
        form("ICC(3,1)", icc.map(|i| i.three), 0.71),
        form("ICC(1,4)", icc.map(|i| i.one_mean), 0.44),
        form("ICC(2,4)", icc.map(|i| i.two_mean), 0.62),
        form("ICC(3,4)", icc.map(|i| i.three_mean), 0.91),
        Proof::new("F of things, one way", SOURCE, icc.map(|i| i.f[0]), 1.8, 1),
        Proof::new("F of things, two ways", SOURCE, icc.map(|i| i.f[1]), 11.0, 1),
        Proof::new("ICC(2,1), lower end", SOURCE, icc.map(|i| i.intervals[1].low), 0.019, 3),
        Proof::new("ICC(2,1), upper end", SOURCE, icc.map(|i| i.intervals[1].high), 0.76, 2),
        Proof::new(
            "ICC(1,1), lower end",
            "psych::ICC, same table",
            icc.map(|i| i.intervals[0].low),
            -0.133,
            3,
        ),
        Proof::new(
            "ICC(3,1), lower end",
            "psych::ICC, same table",
            icc.map(|i| i.intervals[2].low),
            0.342,
            3,
        ),
        Proof::new(
            "Cronbach's alpha, attitude",
            "psych::alpha, help page",
            attitude.map(|a| a.point),
            0.84,
            2,
        ),
        Proof::new("subordinates (.30) for .70", CONWAY, raters(0.30, 0.70), 6.0, 0),
        Proof::new("subordinates (.30) for .80", CONWAY, raters(0.30, 0.80), 10.0, 0),
        Proof::new("peers (.37) for .70", CONWAY, raters(0.37, 0.70), 4.0, 0),
        Proof::new("peers (.37) for .80", CONWAY, raters(0.37, 0.80), 7.0, 0),
        Proof::new("five subordinates", CONWAY, Some(stats::spearman_brown(0.30, 5.0)), 0.68, 2),
    ]
}

/// Chatterjee & Price (1977), *Regression Analysis by Example*, p. 68: 30 departments on 7 questions.
const ATTITUDE: [[f64; 7]; 30] = [
    [43., 51., 30., 39., 61., 92., 45.],
    [63., 64., 51., 54., 63., 73., 47.],
    [71., 70., 68., 69., 76., 86., 48.],
    [61., 63., 45., 47., 54., 84., 35.],
    [81., 78., 56., 66., 71., 83., 47.],
    [43., 55., 49., 44., 54., 49., 34.],
    [58., 67., 42., 56., 66., 68., 35.],
    [71., 75., 50., 55., 70., 66., 41.],
    [72., 82., 72., 67., 71., 83., 31.],
    [67., 61., 45., 47., 62., 80., 41.],
    [64., 53., 53., 58., 58., 67., 34.],
    [67., 60., 47., 39., 59., 74., 41.],
    [69., 62., 57., 42., 55., 63., 25.],
    [68., 83., 83., 45., 59., 77., 35.],
    [77., 77., 54., 72., 79., 77., 46.],
    [81., 90., 50., 72., 60., 54., 36.],
    [74., 85., 64., 69., 79., 79., 63.],
    [65., 60., 65., 75., 55., 80., 60.],
    [65., 70., 46., 57., 75., 85., 46.],
    [50., 58., 68., 54., 64., 78., 52.],
    [50., 40., 33., 34., 43., 64., 33.],
    [64., 61., 52., 62., 66., 80., 41.],
    [53., 66., 52., 50., 63., 80., 37.],
    [40., 37., 42., 58., 50., 57., 49.],
    [63., 54., 42., 48., 66., 75., 33.],
    [66., 77., 66., 63., 88., 76., 72.],
    [78., 75., 58., 74., 80., 78., 49.],
    [48., 57., 44., 45., 51., 83., 38.],
    [85., 85., 71., 71., 77., 74., 55.],
    [82., 82., 39., 59., 64., 78., 39.],
];

fn equivalence() -> Vec<Proof> {
    const TOSTER: &str = "Lakens (2017), by TOSTER's known results";
    let (sd1, sd2): (f64, f64) = (0.95, 0.83);
    let two = stats::welch(
        Summary { mean: 5.25, variance: sd1 * sd1, n: 95.0 },
        Summary { mean: 5.22, variance: sd2 * sd2, n: 89.0 },
    );
    let margin = 0.43 * f64::midpoint(sd1 * sd1, sd2 * sd2).sqrt();
    let tost = two.map(|d| d.equivalence(margin));
    let ends = two.and_then(|d| d.estimate(0.90));
    let (sd1, sd2, r): (f64, f64, f64) = (1.17, 1.29, 0.75);
    let variance = sd1 * sd1 + sd2 * sd2 - 2.0 * r * sd1 * sd2;
    let paired = stats::one_sample(Summary { mean: 5.83 - 5.75, variance, n: 65.0 }, 0.0);
    let pairs = paired.map(|d| d.equivalence(0.4 * variance.sqrt()));
    let one = stats::one_sample(Summary { mean: 0.54, variance: 1.2 * 1.2, n: 100.0 }, 0.5);
    let single = one.map(|d| d.equivalence(0.3 * 1.2));
    let p = |what: &str, got: Option<f64>, printed: f64, digits| {
        Proof::new(what, TOSTER, got, printed, digits)
    };
    vec![
        p("Welch's degrees of freedom", two.map(|d| d.freedom), 181.1344, 4),
        p("two samples, lower t", tost.map(|e| e.t_low), 3.14973, 5),
        p("two samples, lower p", tost.map(|e| e.p_low), 0.000_956_008_3, 10),
        p("two samples, upper t", tost.map(|e| e.t_high), -2.692_771, 6),
        p("two samples, upper p", tost.map(|e| e.p_high), 0.003_875_522, 9),
        p("two samples, 90 %, lower end", ends.map(|e| e.interval.low), -0.187_084_3, 7),
        p("two samples, 90 %, upper end", ends.map(|e| e.interval.high), 0.247_084_3, 7),
        p("pairs, lower t", pairs.map(|e| e.t_low), 3.960_381, 6),
        p("pairs, upper t", pairs.map(|e| e.t_high), -2.489_426, 6),
        p("pairs, lower p", pairs.map(|e| e.p_low), 0.000_095_317_28, 11),
        p("pairs, upper p", pairs.map(|e| e.p_high), 0.007_702_35, 8),
        p("one sample, lower t", single.map(|e| e.t_low), 3.333_333, 6),
        p("one sample, lower p", single.map(|e| e.p_low), 0.000_604_002_1, 10),
        p("one sample, upper p", single.map(|e| e.p_high), 0.004_474_619, 9),
        p(
            "persons a group for d of .2",
            Some(stats::persons_for_equivalence(0.2, 1.0, 0.05, 0.8)),
            429.0,
            0,
        ),
        p(
            "persons a group for d of .3",
            Some(stats::persons_for_equivalence(0.3, 1.0, 0.05, 0.8)),
            191.0,
            0,
        ),
        p(
            "persons a group for d of .5",
            Some(stats::persons_for_equivalence(0.5, 1.0, 0.05, 0.8)),
            69.0,
            0,
        ),
    ]
}

fn several_tests() -> Vec<Proof> {
    const SOURCE: &str = "Benjamini & Hochberg (1995), section 4.1";
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];
    let found = |adjusted: Vec<f64>| Some(adjusted.iter().filter(|p| **p <= 0.05).count() as f64);
    vec![
        Proof::new(
            "findings by Benjamini-Hochberg",
            SOURCE,
            found(stats::benjamini_hochberg(&p)),
            4.0,
            0,
        ),
        Proof::new("findings by Holm", SOURCE, found(stats::holm(&p)), 3.0, 0),
        Proof::new(
            "findings by Benjamini-Yekutieli",
            SOURCE,
            found(stats::benjamini_yekutieli(&p)),
            3.0,
            0,
        ),
    ]
}

fn shares() -> Vec<Proof> {
    const SKBIO: &str = "scikit-bio, skbio.stats.composition, help pages";
    let x = [0.1, 0.3, 0.4, 0.2];
    let (clr, ilr) = (stats::clr(&x), stats::ilr(&x));
    let of = |values: &Option<Vec<f64>>, i: usize| values.as_ref().map(|v| v[i]);
    let mut proofs = Vec::new();
    for (i, printed) in
        [-0.794_513_46, 0.304_098_83, 0.591_780_9, -0.101_366_28].into_iter().enumerate()
    {
        proofs.push(Proof::new(format!("centred log-ratio {i}"), SKBIO, of(&clr, i), printed, 8));
    }
    for (i, printed) in [-0.776_836_2, -0.683_398_02, 0.117_047_69].into_iter().enumerate() {
        proofs.push(Proof::new(format!("isometric log-ratio {i}"), SKBIO, of(&ilr, i), printed, 7));
    }
    const KITAGAWA: &str = "worked example, Kitagawa (1955), p. 1175, by hand";
    let first = [
        [0.22, 0.30],
        [0.20, 0.28],
        [0.18, 0.25],
        [0.14, 0.35],
        [0.10, 0.40],
        [0.08, 0.70],
        [0.08, 0.80],
    ];
    let second = [
        [0.24, 0.10],
        [0.21, 0.08],
        [0.18, 0.10],
        [0.13, 0.15],
        [0.10, 0.20],
        [0.07, 0.55],
        [0.07, 0.65],
    ];
    let classes: Vec<[f64; 4]> =
        first.iter().zip(second).map(|([s, f], [t, g])| [*s, *f, t, g]).collect();
    let parts = stats::kitagawa(&classes);
    proofs.push(Proof::new("Kitagawa, mix", KITAGAWA, Some(parts.mix_total()), 0.0102, 4));
    proofs.push(Proof::new("Kitagawa, rate", KITAGAWA, Some(parts.rate_total()), 0.1835, 4));
    let total = parts.mix_total() + parts.rate_total();
    proofs.push(Proof::new("Kitagawa, both", KITAGAWA, Some(total), 0.1937, 4));

    const PPI: &str = "ppi-python 0.2.3, ppi_mean_ci";
    let labels = [1., 0., 1., 1., 0., 0., 1., 0., 1., 0.];
    let predictions = [0.9, 0.2, 0.8, 0.6, 0.4, 0.1, 0.7, 0.3, 0.5, 0.2];
    let others = [
        0.8, 0.7, 0.1, 0.2, 0.3, 0.9, 0.6, 0.5, 0.4, 0.2, 0.1, 0.3, 0.7, 0.8, 0.9, 0.6, 0.2, 0.3,
        0.4, 0.5,
    ];
    let labelled: Vec<(f64, f64)> = labels.into_iter().zip(predictions).collect();
    let powered = |trust| stats::prediction_powered(&labelled, &others, Some(trust), 0.9);
    let (none, full) = (powered(0.0), powered(1.0));
    proofs.push(Proof::new(
        "labels alone, lower end",
        PPI,
        none.map(|p| p.estimate.interval.low),
        0.239_925_81,
        8,
    ));
    proofs.push(Proof::new(
        "labels alone, upper end",
        PPI,
        none.map(|p| p.estimate.interval.high),
        0.760_074_19,
        8,
    ));
    proofs.push(Proof::new(
        "prediction-powered mean",
        PPI,
        full.map(|p| p.estimate.point),
        0.505,
        3,
    ));
    proofs.push(Proof::new(
        "prediction-powered, lower end",
        PPI,
        full.map(|p| p.estimate.interval.low),
        0.324_038_07,
        8,
    ));
    proofs.push(Proof::new(
        "prediction-powered, upper end",
        PPI,
        full.map(|p| p.estimate.interval.high),
        0.685_961_93,
        8,
    ));
    proofs
}

/// Davies (1947), *Statistical Methods in Research and Production*, table 6.1: yield of dyestuff in
/// five samples of each of six batches.
const DYESTUFF: [[f64; 5]; 6] = [
    [1545., 1440., 1440., 1520., 1580.],
    [1540., 1555., 1490., 1560., 1495.],
    [1595., 1550., 1605., 1510., 1560.],
    [1445., 1440., 1595., 1465., 1545.],
    [1595., 1630., 1515., 1635., 1625.],
    [1520., 1455., 1450., 1480., 1445.],
];

fn pooling() -> Vec<Proof> {
    const LME4: &str = "Bates, lme4: Mixed-effects modeling with R, section 1.3 (Dyestuff)";
    let observations: Vec<Observation> = DYESTUFF
        .iter()
        .enumerate()
        .flat_map(|(group, yields)| {
            yields.iter().map(move |value| Observation {
                group,
                predictors: vec![1.0],
                value: *value,
            })
        })
        .collect();
    let model = stats::random_intercept(&observations);
    let m = model.as_ref();
    let mut proofs = vec![
        Proof::new("REML criterion", LME4, m.map(|m| m.criterion), 319.6543, 4),
        Proof::new("deviation between batches", LME4, m.map(|m| m.between.sqrt()), 42.00, 2),
        Proof::new("deviation within batches", LME4, m.map(|m| m.within.sqrt()), 49.51, 2),
        Proof::new("mean yield", LME4, m.map(|m| m.fixed[0].0), 1527.5, 1),
    ];
    let predicted = [-17.6069, 0.3913, 28.5622, -23.0845, 56.7332, -44.9953];
    for (i, printed) in predicted.into_iter().enumerate() {
        let what = format!("predicted batch {}", char::from(b'A' + i as u8));
        proofs.push(Proof::new(
            what,
            "lme4::ranef, same model",
            m.map(|m| m.groups[i]),
            printed,
            4,
        ));
    }
    const BASEBALL: &str = "Efron & Morris (1975), by pscl::EfronMorris";
    let y = [
        0.400, 0.378, 0.356, 0.333, 0.311, 0.311, 0.289, 0.267, 0.244, 0.244, 0.222, 0.222, 0.222,
        0.222, 0.222, 0.200, 0.178, 0.156,
    ];
    let truth = [
        0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269, 0.230, 0.264, 0.256, 0.303,
        0.264, 0.226, 0.285, 0.316, 0.200,
    ];
    let centre = stats::mean(&y).unwrap_or(0.0);
    let pulled = stats::james_stein(&y, centre * (1.0 - centre) / 45.0);
    let squares =
        |values: &[f64]| values.iter().zip(truth).map(|(v, t)| (v - t).powi(2)).sum::<f64>();
    proofs.push(Proof::new("factor", BASEBALL, pulled.as_ref().map(|(c, _)| *c), 0.2124, 4));
    proofs.push(Proof::new("squared errors, raw", BASEBALL, Some(squares(&y)), 0.0754, 4));
    proofs.push(Proof::new(
        "squared errors, pulled",
        BASEBALL,
        pulled.map(|(_, v)| squares(&v)),
        0.0213,
        4,
    ));
    proofs
}

fn nulls() -> Vec<Proof> {
    const SOURCE: &str = "LeBreton & Senter (2008), table 2, five steps";
    let of = |what: &str, null: Null, printed| {
        Proof::new(what, SOURCE, Some(null.variance()), printed, 2)
    };
    vec![
        of("null variance, uniform", Null::Uniform { steps: 5 }, 2.0),
        of("null variance, slight skew", Null::SlightSkew, 1.34),
        of("null variance, moderate skew", Null::ModerateSkew, 0.90),
        of("null variance, heavy skew", Null::HeavySkew, 0.44),
        of("null variance, triangular", Null::Triangular, 1.32),
        of("null variance, normal", Null::Normal, 1.04),
    ]
}
