//! A message's text from the HTML that Zulip makes of it.

use crate::chat::tags;
use crate::chat::text::{finished, without_at};
use crate::html;

/// Somebody whom a message mentions: name, and id where it is told.
pub(crate) struct Mention {
    pub(crate) name: String,
    pub(crate) id: Option<String>,
}

/// The text, and those who were notified by it.
pub(crate) fn read(html: &str) -> (String, Vec<Mention>) {
    let mentions = tags::elements(html, "span").into_iter().filter_map(|span| {
        let class = span.attribute("class")?;
        let name = span.text.strip_prefix('@').unwrap_or(&span.text).to_owned();
        class.starts_with("user-mention").then(|| {
            // Zulip marks as silent whom a quote is from.
            let silent = class.contains("silent");
            (silent, Mention { name, id: span.attribute("data-user-id").map(str::to_owned) })
        })
    });
    let (silent, named): (Vec<_>, Vec<_>) = mentions.partition(|(silent, _)| *silent);
    let text = html::to_text_with_code(html);
    let text = without_at(text, named.iter().chain(&silent).map(|(_, one)| one.name.as_str()));
    // "/me waves": what somebody does.
    let text = text.strip_prefix("/me ").map(str::to_owned).unwrap_or(text);
    (finished(&text), named.into_iter().map(|(_, one)| one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_quotes_and_code() {
        let html = "<p><span class=\"user-mention silent\" data-user-id=\"4\">Bo Berg</span> \
            <a href=\"/x\">said</a>:</p>\n<blockquote>\n<p>Is it done?</p>\n</blockquote>\n\
            <p>Yes <span class=\"user-mention\" data-user-id=\"7\">@Ana Silva</span> \
            <span aria-label=\"tada\" class=\"emoji emoji-1f389\" role=\"img\" title=\"tada\">:tada:</span></p>\n\
            <div class=\"codehilite\"><pre><span></span><code>a = 1\n</code></pre></div>";
        let (text, mentions) = read(html);
        assert_eq!(text, "Bo Berg said:\n\n> Is it done?\n\nYes Ana Silva\n```\na = 1\n```\n");
        assert_eq!(mentions.len(), 1);
        assert_eq!(
            (mentions[0].name.as_str(), mentions[0].id.as_deref()),
            ("Ana Silva", Some("7"))
        );
    }
}
