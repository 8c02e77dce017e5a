//! Proofs on survey data that is read where it lies and never copied.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use bifocal_stats as stats;
use bifocal_stats::{Null, Observation, Ratings};
use flate2::read::GzDecoder;

use super::Proof;

/// Columns by name; what is no number is a gap.
struct Table {
    names: Vec<String>,
    rows: Vec<Vec<Option<f64>>>,
}

impl Table {
    fn read(path: &Path) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        let unpacked: Box<dyn Read> = if path.extension().is_some_and(|e| e == "gz") {
            Box::new(GzDecoder::new(file))
        } else {
            Box::new(file)
        };
        let mut reader = csv::Reader::from_reader(unpacked);
        let names = reader.headers()?.iter().map(str::to_owned).collect();
        let number = |field: &str| field.parse().ok();
        let rows = reader
            .records()
            .map(|record| Ok(record?.iter().map(number).collect()))
            .collect::<Result<_>>()?;
        Ok(Self { names, rows })
    }

    fn at(&self, name: &str) -> Result<usize> {
        self.names.iter().position(|n| n == name).with_context(|| format!("no column {name}"))
    }

    /// Rows of some columns; with a gap where there is one.
    fn columns(&self, names: &[String]) -> Result<Vec<Vec<Option<f64>>>> {
        let places = names.iter().map(|name| self.at(name)).collect::<Result<Vec<_>>>()?;
        Ok(self.rows.iter().map(|row| places.iter().map(|at| row[*at]).collect()).collect())
    }

    /// Rows without gaps of some columns, by group.
    fn groups(&self, group: &str, names: &[String]) -> Result<Vec<Vec<Vec<f64>>>> {
        let group = self.at(group)?;
        let mut groups: BTreeMap<i64, Vec<Vec<f64>>> = BTreeMap::new();
        for (row, kept) in self.rows.iter().zip(self.columns(names)?) {
            if let (Some(key), Some(values)) = (row[group], kept.into_iter().collect()) {
                groups.entry(key as i64).or_default().push(values);
            }
        }
        Ok(groups.into_values().collect())
    }
}

fn names(stem: &str, count: usize) -> Vec<String> {
    (1..=count).map(|i| format!("{stem}{i:02}")).collect()
}

pub fn proofs(folder: &Path) -> Result<Vec<Proof>> {
    let mut proofs = soldiers(&Table::read(&folder.join("bh1996.csv.gz"))?)?;
    proofs.extend(climate(&Table::read(&folder.join("lq2002.csv"))?)?);
    proofs.extend(personality(&Table::read(&folder.join("bfi.csv"))?)?);
    Ok(proofs)
}

fn soldiers(table: &Table) -> Result<Vec<Proof>> {
    const PRINTED: &str = "Bliese, multilevel: help pages and manual (bh1996)";
    let mut proofs = Vec::new();
    for (name, one, two) in [
        ("HRS", 0.133_106_7, 0.919_673_2),
        ("LEAD", 0.127_027_6, 0.915_613_0),
        ("COHES", 0.044_265_3, 0.775_459_7),
        ("WBEING", 0.043_369_1, 0.771_712_9),
    ] {
        let groups: Vec<Vec<f64>> = table
            .groups("GRP", &[name.to_owned()])?
            .into_iter()
            .map(|g| g.into_iter().flatten().collect())
            .collect();
        let icc = stats::group_correlation(&groups);
        proofs.push(Proof::new(
            format!("bh1996 {name}, ICC(1)"),
            PRINTED,
            icc.map(|i| i.one),
            one,
            7,
        ));
        proofs.push(Proof::new(
            format!("bh1996 {name}, ICC(2)"),
            PRINTED,
            icc.map(|i| i.two),
            two,
            7,
        ));
    }
    let columns = ["WBEING", "HRS", "G.HRS"].map(str::to_owned);
    let groups = table.groups("GRP", &columns)?;
    let fit = |with: &dyn Fn(&[f64]) -> Vec<f64>| {
        let observations: Vec<Observation> = groups
            .iter()
            .enumerate()
            .flat_map(|(group, rows)| {
                rows.iter().map(move |row| Observation {
                    group,
                    predictors: with(row),
                    value: row[0],
                })
            })
            .collect();
        stats::random_intercept(&observations)
    };
    let empty = fit(&|_| vec![1.0]);
    let full = fit(&|row| vec![1.0, row[1], row[2]]);
    let lme = |what: &str, got: Option<f64>, printed, digits| {
        Proof::new(what, PRINTED, got, printed, digits)
    };
    proofs.push(lme(
        "bh1996 WBEING, variance between",
        empty.as_ref().map(|m| m.between),
        0.035_801,
        6,
    ));
    proofs.push(lme(
        "bh1996 WBEING, variance within",
        empty.as_ref().map(|m| m.within),
        0.789_497,
        6,
    ));
    proofs.push(lme(
        "bh1996 WBEING, ICC(1) of the model",
        empty.map(|m| m.share_between()),
        0.043_379,
        6,
    ));
    for (i, (name, value, error)) in
        [("constant", 4.7408, 0.2137), ("HRS", -0.0465, 0.0049), ("G.HRS", -0.1269, 0.0194)]
            .into_iter()
            .enumerate()
    {
        let got = full.as_ref().map(|m| m.fixed[i]);
        proofs.push(lme(&format!("bh1996 WBEING ~ hours, {name}"), got.map(|g| g.0), value, 4));
        proofs.push(lme(
            &format!("bh1996 WBEING ~ hours, {name}, error"),
            got.map(|g| g.1),
            error,
            4,
        ));
    }
    proofs.push(lme("bh1996 WBEING ~ hours, between", full.as_ref().map(|m| m.between), 0.0135, 4));
    proofs.push(lme("bh1996 WBEING ~ hours, within", full.map(|m| m.within), 0.780_105, 6));
    Ok(proofs)
}

fn climate(table: &Table) -> Result<Vec<Proof>> {
    const PRINTED: &str = "Bliese, multilevel: examples of the help pages (lq2002)";
    let items = names("LEAD", 11);
    let alpha = |items: &[String]| -> Result<Option<f64>> {
        Ok(stats::cronbach_alpha(&Ratings::new(&table.columns(items)?)).map(|a| a.point))
    };
    let groups = table.groups("COMPID", &items)?;
    let uniform = Null::Uniform { steps: 5 };
    let mean_of = |f: &dyn Fn(&[Vec<f64>]) -> Option<f64>| {
        stats::mean(&groups.iter().filter_map(|g| f(g)).collect::<Vec<_>>())
    };
    let agreements: Vec<f64> = groups.iter().filter_map(|g| stats::rwg_j(g, uniform)).collect();
    let lowest = agreements.iter().copied().reduce(f64::min);
    let highest = agreements.iter().copied().reduce(f64::max);
    let scale = table.groups("COMPID", &["LEAD".to_owned()])?;
    let scale: Vec<Vec<f64>> =
        scale.into_iter().map(|g| g.into_iter().flatten().collect()).collect();
    let icc = stats::group_correlation(&scale);
    let single =
        stats::mean(&scale.iter().filter_map(|g| stats::rwg(g, uniform)).collect::<Vec<_>>());
    let p = |what: &str, got: Option<f64>, printed: f64, digits| {
        Proof::new(what, PRINTED, got, printed, digits)
    };
    Ok(vec![
        p("lq2002 leadership climate, alpha", alpha(&items)?, 0.902_236_6, 7),
        p("lq2002 task significance, alpha", alpha(&names("TSIG", 3))?, 0.823_140_8, 7),
        p("lq2002 hostility, alpha", alpha(&names("HOSTIL", 5))?, 0.872_924_4, 7),
        p("lq2002 leadership climate, ICC(1)", icc.map(|i| i.one), 0.087_956, 6),
        p("lq2002 leadership climate, ICC(2)", icc.map(|i| i.two), 0.800_754, 6),
        p("lq2002 leadership climate, mean rwg", single, 0.703_233, 6),
        p(
            "lq2002 leadership climate, mean rwg(j)",
            mean_of(&|g| stats::rwg_j(g, uniform)),
            0.867_785,
            6,
        ),
        p("lq2002 leadership climate, least rwg(j)", lowest, 0.774_900, 6),
        p("lq2002 leadership climate, greatest rwg(j)", highest, 0.942_307, 6),
        p(
            "lq2002 leadership climate, mean r*wg(j)",
            mean_of(&|g| stats::rwg_star_j(g, uniform)),
            0.392_621,
            6,
        ),
    ])
}

fn personality(table: &Table) -> Result<Vec<Proof>> {
    const PRINTED: &str = "Revelle, psych: help page of bfi";
    // Items that are keyed backwards, by the help page's key.
    let scales: [(&str, &[usize], f64); 5] = [
        ("A", &[1], 0.70),
        ("C", &[4, 5], 0.73),
        ("E", &[1, 2], 0.76),
        ("N", &[], 0.81),
        ("O", &[2, 5], 0.60),
    ];
    let mut proofs = Vec::new();
    for (stem, backwards, printed) in scales {
        let items: Vec<String> = (1..=5).map(|i| format!("{stem}{i}")).collect();
        let mut rows = table.columns(&items)?;
        for row in &mut rows {
            for at in backwards {
                row[at - 1] = row[at - 1].map(|v| 7.0 - v);
            }
        }
        let alpha = stats::cronbach_alpha(&Ratings::new(&rows)).map(|a| a.point);
        // The help page's figure is of pairs, ours of complete rows: one digit less.
        proofs.push(Proof {
            tolerance: 0.0075,
            ..Proof::new(format!("bfi {stem}, alpha"), PRINTED, alpha, printed, 2)
        });
    }
    Ok(proofs)
}
