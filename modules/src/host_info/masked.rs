//! What a host's files hold that nobody is told: passwords, and what is in the environment of guests.

/// What stands in the place of a secret, in Ansible's word.
pub(super) const MASKED: &str = "********";

/// Returns a variable of an environment without its value: `TOKEN=********`.
pub(super) fn variable(text: &str) -> String {
    let name = text.split_once('=').map_or(text, |(name, _)| name);
    format!("{name}={MASKED}")
}

/// Returns the options of a mount without the passwords among them: mount.cifs(8) takes `password=` and its short form.
pub(super) fn mount_options(text: &str) -> String {
    let option = |option: &str| match option.split_once('=') {
        Some((name, _)) if name.trim().to_ascii_lowercase().starts_with("pass") => format!("{name}={MASKED}"),
        _ => option.to_owned(),
    };
    text.split(',').map(option).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_variables_and_passwords_among_options_are_not_told() {
        assert_eq!(variable("TOKEN=a=b"), "TOKEN=********");
        assert_eq!(variable("EMPTY"), "EMPTY=********");
        assert_eq!(mount_options("vers=3.0,password=x,Pass=y,ro"), "vers=3.0,password=********,Pass=********,ro");
    }
}
