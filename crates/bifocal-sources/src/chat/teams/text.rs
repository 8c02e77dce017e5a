//! A message's text from the HTML of Teams and Skype.

use crate::chat::text::{finished, without_at};
use crate::html;

/// The text. `names` are those of the people whom it mentions.
pub(crate) fn read<'a>(html: &str, names: impl Iterator<Item = &'a str>) -> String {
    finished(&without_at(html::to_text_with_code(html), names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_code_and_names() {
        let html = "<blockquote itemtype=\"http://schema.skype.com/Reply\"><strong>Bo</strong>\
            <p itemprop=\"preview\">Is it done?</p></blockquote><p>Yes @Ana</p>\
            <codeblock class=\"Python\"><code>a = 1<br>b = 2</code></codeblock>";
        assert_eq!(
            read(html, ["Ana"].into_iter()),
            "> Bo\n>\n> Is it done?\n\nYes Ana\n```\na = 1\nb = 2\n```\n"
        );
    }
}
