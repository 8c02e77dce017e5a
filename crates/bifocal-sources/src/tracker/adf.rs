//! The Atlassian document format, in which version 3 of Jira's interface gives texts, made into
//! plain text.

use serde_json::Value;

use super::Written;
use super::prose::Prose;
use super::wiki::Names;
use crate::value;

/// Documents nest a dozen levels at most.
const DEEPEST: usize = 64;

/// The plain text of a document, and the account ids of those whom it names.
pub(super) fn plain(document: &Value, names: &Names<'_>) -> Written {
    let mut written = Written::default();
    let mut prose = Prose::default();
    node(document, 0, &mut prose, &mut written, names);
    written.text = prose.finish();
    written
}

fn node(value: &Value, depth: usize, prose: &mut Prose, written: &mut Written, names: &Names<'_>) {
    if depth > DEEPEST {
        return;
    }
    let attribute = |name| value.get("attrs").and_then(|attributes| value::text(attributes, name));
    let mut inner = |prose: &mut Prose| {
        for child in value::list(value, "content") {
            node(child, depth + 1, prose, &mut *written, names);
        }
    };
    match value::text(value, "type").unwrap_or_default() {
        "text" => prose.text(value.get("text").and_then(Value::as_str).unwrap_or_default()),
        "hardBreak" => prose.end_line(),
        "mention" => {
            let id = attribute("id").unwrap_or_default();
            let name = attribute("text").or_else(|| names(id)).unwrap_or("someone");
            prose.text(&format!("@{}", name.trim_start_matches('@')));
            if !prose.in_quote() {
                written.mention(id);
            }
        }
        "status" => prose.text(attribute("text").unwrap_or_default()),
        "blockquote" => {
            prose.quote(true);
            inner(prose);
            prose.quote(false);
        }
        "codeBlock" => {
            let pieces = value::list(value, "content").iter();
            let code: String = pieces.filter_map(|piece| piece.get("text")?.as_str()).collect();
            prose.code(&code);
        }
        "listItem" | "taskItem" | "decisionItem" => {
            prose.item("- ");
            inner(prose);
            prose.end_line();
        }
        "paragraph" | "tableRow" => {
            inner(prose);
            prose.end_line();
            if depth <= 1 {
                prose.end_block();
            }
        }
        "tableCell" | "tableHeader" => {
            inner(prose);
        }
        "heading" | "bulletList" | "orderedList" | "taskList" | "decisionList" | "panel"
        | "table" | "expand" | "nestedExpand" | "rule" => {
            prose.end_line();
            inner(prose);
            prose.end_block();
        }
        // Pictures, emoji and cards have no words; what is new in the format may have.
        "media" | "mediaSingle" | "mediaGroup" | "mediaInline" | "emoji" | "inlineCard"
        | "blockCard" | "embedCard" | "date" | "extension" => {}
        _ => inner(prose),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document() {
        let document = json!({"type": "doc", "version": 1, "content": [
            {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Bolts"}]},
            {"type": "paragraph", "content": [
                {"type": "mention", "attrs": {"id": "5b10", "text": "@Jonas Berg"}},
                {"type": "text", "text": " can you "},
                {"type": "text", "text": "check", "marks": [{"type": "strong"}]},
                {"type": "text", "text": " them?"},
                {"type": "hardBreak"},
                {"type": "text", "text": "No hurry."},
                {"type": "emoji", "attrs": {"shortName": ":bike:"}}
            ]},
            {"type": "blockquote", "content": [{"type": "paragraph", "content": [
                {"type": "text", "text": "24 of 187"}, {"type": "mention", "attrs": {"id": "other"}}
            ]}]},
            {"type": "bulletList", "content": [
                {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "van 4"}]}]},
                {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "van 5"}]}]}
            ]},
            {"type": "codeBlock", "content": [{"type": "text", "text": "a\nb"}]},
            {"type": "somethingNew", "content": [{"type": "text", "text": "kept"}]}
        ]});
        let written = plain(&document, &|_| None);
        assert_eq!(
            written.text,
            "Bolts\n\n@Jonas Berg can you check them?\nNo hurry.\n\n> 24 of 187@someone\n\n- van 4\n- van 5\n\n```\na\nb\n```\n\nkept"
        );
        assert_eq!(written.mentions, ["5b10"]);
    }

    #[test]
    fn what_is_no_document() {
        for value in [
            json!(null),
            json!(3),
            json!([1]),
            json!({"type": 5, "content": "x"}),
            json!({"type": "mention"}),
        ] {
            assert!(plain(&value, &|_| None).mentions.is_empty());
        }
        let mut deep = json!({"type": "text", "text": "x"});
        for _ in 0..100 {
            deep = json!({"type": "panel", "content": [deep]});
        }
        assert_eq!(plain(&deep, &|_| None).text, "");
    }
}
