//! Who is in a study: the people's table, with what colleagues answered and what roles are asked for.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use bifocal_core::Address;
use bifocal_sources::{People, Person};
use bifocal_study::Plan;
use bifocal_study::plan::Ratings;
use bifocal_study::sample::Member;
use serde::Deserialize;

/// Objectives within so many days are near: a quarter.
const NEAR_DAYS: u32 = 92;

/// The table of people that a plan names.
pub fn people(plan: &Plan, folder: &Path) -> Result<People> {
    let path = folder.join(&plan.people);
    let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    People::read(&bytes).with_context(|| path.display().to_string())
}

/// Everybody in the table.
pub fn members(plan: &Plan, people: &People, folder: &Path) -> Result<Vec<Member>> {
    let perceived = match &plan.ratings {
        Some(ratings) => perceived(ratings, people, folder)?,
        None => BTreeMap::new(),
    };
    let near = match &plan.mandate {
        Some(path) => near(&folder.join(path), people)?,
        None => BTreeMap::new(),
    };
    let member = |person: &Person| {
        let address = person.addresses.first()?;
        Some(Member {
            address: address.to_string(),
            title: person.title.clone(),
            rank: people.rank(address),
            perceived: perceived.get(address).copied(),
            near: near.get(address).copied(),
        })
    };
    let members: Vec<Member> = people.persons().filter_map(member).collect();
    for group in [&plan.groups.first, &plan.groups.second] {
        if let Some(title) = group.titles.iter().find(|t| members.iter().all(|m| m.title != **t)) {
            bail!(
                "nobody in {} has the title {title:?} of the group {:?}",
                plan.people.display(),
                group.name
            );
        }
    }
    Ok(members)
}

#[derive(Deserialize)]
struct Answer {
    rater: String,
    ratee: String,
    item: String,
    /// Empty where the rater could not say.
    answer: Option<f64>,
}

/// Mean answer of others about people and about results, each rater weighing the same.
fn perceived(
    ratings: &Ratings,
    people: &People,
    folder: &Path,
) -> Result<BTreeMap<Address, [f64; 2]>> {
    let path = folder.join(&ratings.answers);
    let mut table =
        csv::Reader::from_path(&path).with_context(|| format!("cannot read {}", path.display()))?;
    // By ratee and rater: sum and number of answers on people and on results.
    let mut sums: BTreeMap<Address, BTreeMap<Address, [(f64, f64); 2]>> = BTreeMap::new();
    for answer in table.deserialize() {
        let Answer { rater, ratee, item, answer } = answer.with_context(|| {
            format!("{}: the columns are rater, ratee, relationship, item, answer", path.display())
        })?;
        let Some(answer) = answer else { continue };
        if !answer.is_finite() {
            bail!("{}: {rater} answers {item} with {answer}, which is no number", path.display());
        }
        let (rater, ratee) = (Address::new(&rater), Address::new(&ratee));
        let (rater, ratee) = (people.person(&rater).clone(), people.person(&ratee).clone());
        let sets = [&ratings.people, &ratings.results];
        let Some(at) = sets.iter().position(|items| items.contains(&item)) else { continue };
        // What somebody says of themselves is no perception by others.
        if rater != ratee {
            let cell = &mut sums.entry(ratee).or_default().entry(rater).or_default()[at];
            *cell = (cell.0 + answer, cell.1 + 1.0);
        }
    }
    let mean_of = |raters: &BTreeMap<Address, [(f64, f64); 2]>, at: usize| {
        let means: Vec<f64> =
            raters.values().map(|r| r[at]).filter(|(_, n)| *n > 0.0).map(|(s, n)| s / n).collect();
        (!means.is_empty()).then(|| means.iter().sum::<f64>() / means.len() as f64)
    };
    let both =
        |(ratee, raters): (Address, _)| Some((ratee, [mean_of(&raters, 0)?, mean_of(&raters, 1)?]));
    Ok(sums.into_iter().filter_map(both).collect())
}

#[derive(Deserialize)]
struct Mandate {
    role: Vec<Role>,
}

#[derive(Deserialize)]
struct Role {
    person: String,
    objective: Vec<Objective>,
}

#[derive(Deserialize)]
struct Objective {
    horizon_days: u32,
    weight: f64,
}

/// Share of the weight of a role's objectives that is due within a quarter.
fn near(path: &Path, people: &People) -> Result<BTreeMap<Address, f64>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mandate: Mandate = toml::from_str(&text).with_context(|| {
        format!(
            "{}: each [[role]] has a person, and each [[role.objective]] horizon_days and weight",
            path.display()
        )
    })?;
    let weights = || mandate.role.iter().flat_map(|role| &role.objective);
    if let Some(wrong) = weights().find(|o| !(o.weight.is_finite() && o.weight >= 0.0)) {
        bail!("{}: {} is no weight; weights are 0 or more", path.display(), wrong.weight);
    }
    let share = |role: Role| {
        let all: f64 = role.objective.iter().map(|o| o.weight).sum();
        let near = role.objective.iter().filter(|o| o.horizon_days <= NEAR_DAYS);
        let person = people.person(&Address::new(&role.person)).clone();
        (all > 0.0).then(|| (person, near.map(|o| o.weight).sum::<f64>() / all))
    };
    Ok(mandate.role.into_iter().filter_map(share).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a table of answers, and of a mandate.
    fn refused(answer: &str, weight: &str) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: String| {
            std::fs::write(folder.path().join(name), text).expect("written");
        };
        let row = format!("ana@velobay.example,ben@velobay.example,peer,p1,{answer}");
        write("ratings.csv", format!("rater,ratee,relationship,item,answer\n{row}\n"));
        let objective = format!("[[role.objective]]\nhorizon_days = 30\nweight = {weight}\n");
        write("mandate.toml", format!("[[role]]\nperson = \"ana@velobay.example\"\n{objective}"));
        let ratings = Ratings {
            answers: "ratings.csv".into(),
            people: ["p1".to_owned()].into(),
            results: ["r1".to_owned()].into(),
        };
        let people = People::default();
        let answers = perceived(&ratings, &people, folder.path()).map(|_| ());
        let weights = near(&folder.path().join("mandate.toml"), &people).map(|_| ());
        [answers, weights].into_iter().filter_map(Result::err).map(|e| e.to_string()).collect()
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert!(refused("4", "0.5").is_empty());
        assert!(refused("", "0.0").is_empty(), "could not say");
        for none in ["nan", "NaN", "inf", "-inf"] {
            let said = refused(none, &none.to_lowercase());
            assert_eq!(said.len(), 2, "{said:?}");
            assert!(said[0].contains("is no number") && said[0].contains("p1"), "{said:?}");
            assert!(said[1].contains("is no weight"), "{said:?}");
        }
        assert_eq!(refused("4", "-1.0").len(), 1);
    }
}
