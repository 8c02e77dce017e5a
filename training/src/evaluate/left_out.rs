//! Figures of models that learned nothing from a kind of source, by `training/teacher/left_out.py`.

use std::path::Path;

use anyhow::{Context, Result};
use bifocal_core::CoderKind;
use bifocal_core::card::SourceAgreement;

/// The lines of a file for one coder.
///
/// # Errors
/// If the file cannot be read or a line is not of its form.
pub fn read(kind: CoderKind, path: &Path) -> Result<Vec<SourceAgreement>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    parse(kind, &text).with_context(|| path.display().to_string())
}

fn parse(kind: CoderKind, text: &str) -> Result<Vec<SourceAgreement>> {
    let lines = text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    lines
        .filter(|fields| fields.first() == Some(&kind.name()))
        .map(|fields| {
            let [_, source, sentences, activity, people, people_cases, results, results_cases] =
                fields[..]
            else {
                anyhow::bail!("a line has {} fields, not 8: {fields:?}", fields.len());
            };
            Ok(SourceAgreement {
                source: source.to_owned(),
                sentences: sentences.parse()?,
                activity: Some(activity.parse()?),
                focus: [Some(people.parse()?), Some(results.parse()?)],
                cases: [people_cases.parse()?, results_cases.parse()?],
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_coder_are_read() {
        let text = "coder\tkind\tsentences\tactivity\tpeople\tpeople_cases\tresults\tresults_cases\n\
                    careful\tmail\t6375\t0.501\t0.37\t480\t0.42\t900\n\
                    fast\tmail\t6375\t0.4\t0.3\t480\t0.35\t900\n";
        let found = parse(CoderKind::Careful, text).expect("the lines are whole");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].source, "mail");
        assert_eq!(found[0].sentences, 6375);
        assert_eq!(found[0].focus, [Some(0.37), Some(0.42)]);
        assert_eq!(found[0].cases, [480, 900]);
        assert!(parse(CoderKind::Fast, "head\nfast\tmail\t1").is_err());
    }
}
