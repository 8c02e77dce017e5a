//! Elements of HTML that say something besides the text: who is mentioned.

use memchr::memmem;

/// An element: what stands within its opening tag, and its text without tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    attributes: &'a str,
    pub(crate) text: String,
}

impl<'a> Element<'a> {
    /// The value of an attribute in double quotes.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mark = format!("{name}=\"");
        let at = self.attributes.find(&mark)? + mark.len();
        let rest = &self.attributes[at..];
        rest.find('"').map(|end| &rest[..end])
    }
}

/// The elements of a name, in order. Elements within one of the same name are not told apart.
pub(crate) fn elements<'a>(html: &'a str, name: &str) -> Vec<Element<'a>> {
    let (open, close) = (format!("<{name}"), format!("</{name}"));
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = memmem::find(rest.as_bytes(), open.as_bytes()) {
        rest = &rest[at + open.len()..];
        if !rest.starts_with(|c: char| c.is_ascii_whitespace() || c == '>') {
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let (attributes, inner) = (&rest[..end], &rest[end + 1..]);
        let Some(end) = inner.find(&close) else { break };
        found.push(Element {
            attributes,
            text: crate::html::to_text(&inner[..end]).trim().to_owned(),
        });
        rest = &inner[end..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_and_their_attributes() {
        let html = "<p><span class=\"user-mention\" data-user-id=\"7\">@Bo &amp; Co</span> <spanner>x</spanner><span>y";
        let [one] = &elements(html, "span")[..] else { panic!() };
        assert_eq!(one.text, "@Bo & Co");
        assert_eq!(one.attribute("data-user-id"), Some("7"));
        assert_eq!(one.attribute("data-id"), None);
        assert!(elements("<at", "at").is_empty());
    }
}
