//! The kinds of boundaries that the pragmatic segmenter's English golden rules
//! test, with our own sentences: `golden_rules.toml`.
#![allow(clippy::print_stdout)]

use bifocal_words::sentences_of_text;
use serde::Deserialize;

#[derive(Deserialize)]
struct Rules {
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    name: String,
    text: String,
    expect: Vec<String>,
    ours: Option<Vec<String>>,
    why: Option<String>,
}

#[test]
fn golden_rules() {
    let rules: Rules = toml::from_str(include_str!("golden_rules.toml")).unwrap();
    assert!(rules.rule.len() >= 50);
    let mut kept = 0;
    let mut wrong = String::new();
    for rule in &rules.rule {
        assert_eq!(rule.ours.is_some(), rule.why.is_some(), "{}", rule.name);
        let found: Vec<_> = sentences_of_text(&rule.text)
            .into_iter()
            .map(|sentence| sentence.text.into_owned())
            .collect();
        kept += usize::from(found == rule.expect);
        let want = rule.ours.as_ref().unwrap_or(&rule.expect);
        if found != *want || rule.ours.as_ref() == Some(&rule.expect) {
            wrong += &format!("{}\n  wanted {want:?}\n  found  {found:?}\n", rule.name);
        }
    }
    println!("{kept} of {} rules hold", rules.rule.len());
    assert!(wrong.is_empty(), "{wrong}");
}
