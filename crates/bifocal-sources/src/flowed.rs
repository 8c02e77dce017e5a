//! Text in which a space at the end of a line means that the line goes on
//! (RFC 3676, `format=flowed`).

/// Joins the lines that belong together. With `delete_space`, the space at the
/// end of a line is not part of the text.
pub(crate) fn unflow(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // Depth of the paragraph that goes on, if one does.
    let mut open: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (line, ""),
        };
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let content = &line[depth..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        let is_signature = content == "-- ";
        if open.is_some_and(|open| open != depth || is_signature) {
            out.push('\n');
            open = None;
        }
        if open.is_none() {
            for _ in 0..depth {
                out.push('>');
            }
            if depth > 0 && !content.is_empty() {
                out.push(' ');
            }
        }
        if content.ends_with(' ') && !is_signature {
            out.push_str(if delete_space { &content[..content.len() - 1] } else { content });
            open = Some(depth);
        } else {
            out.push_str(content);
            out.push_str(end);
            open = None;
        }
    }
    if open.is_some() && text.ends_with('\n') {
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined() {
        assert_eq!(unflow("one \ntwo\nthree\n", false), "one two\nthree\n");
        assert_eq!(unflow("one \ntwo\n", true), "onetwo\n");
        assert_eq!(unflow("> one \n> two\nmine \n", false), "> one two\nmine \n");
        assert_eq!(unflow("> one \nmine\n", false), "> one \nmine\n");
        assert_eq!(unflow(">> one \n>> two\n> three", false), ">> one two\n> three");
        assert_eq!(unflow("bye \n-- \nPriya\n", false), "bye \n-- \nPriya\n");
        assert_eq!(unflow("  stuffed\n From\n", false), " stuffed\nFrom\n");
        assert_eq!(unflow("", false), "");
    }
}
