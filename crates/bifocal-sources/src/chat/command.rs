//! Commands to a program that were sent as a message: `/remind me`, `!deploy`.

/// Whether a whole message is a command. A path such as `/etc/hosts` is none.
pub(crate) fn is_command(text: &str) -> bool {
    let text = text.trim();
    let Some(rest) = text.strip_prefix(['/', '!']) else { return false };
    let name = rest.split(char::is_whitespace).next().unwrap_or_default();
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    is_name && !text.contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands() {
        for text in ["/remind me at 9", "!deploy north", "/giphy bike\n"] {
            assert!(is_command(text), "{text}");
        }
        for text in ["/var/log is full", "!!", "/", "Please /remind", "/x\nand more", "! no", ""] {
            assert!(!is_command(text), "{text}");
        }
    }
}
