//! Names of datasets: their parts, and which OpenZFS accepts.

/// The longest full name, in bytes (OpenZFS 2.3.9: 256 is refused).
const LONGEST: usize = 255;

/// The most components, the pool among them (OpenZFS 2.3.9: 51 are refused).
const DEEPEST: usize = 50;

const EMPTY_COMPONENT: &str = "empty component or misplaced '@' or '#' delimiter in name";

/// Returns the pool's name.
pub(crate) fn pool(name: &str) -> &str {
    name.split(['/', '@', '#']).next().unwrap_or(name)
}

/// Returns the dataset of a snapshot or bookmark; of a dataset itself.
pub(crate) fn dataset(name: &str) -> &str {
    name.split(['@', '#']).next().unwrap_or(name)
}

/// Returns the name of the dataset above; `None` for a pool's own.
pub(crate) fn parent(name: &str) -> Option<&str> {
    name.rsplit_once('/').map(|(parent, _)| parent)
}

/// Returns whether a dataset is another one, or lies below it.
pub(crate) fn is_at_or_below(name: &str, top: &str) -> bool {
    name.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns a number that follows from a name (FNV-1a), never 0.
pub(crate) fn number(name: &str) -> u64 {
    let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, hash).max(1)
}

/// Tells why a name names no filesystem or volume that could be made; the words of `zfs create` of OpenZFS 2.3.9.
pub(crate) fn check_new(name: &str) -> Result<(), String> {
    check(name, "")?;
    if name.contains('%') {
        return Err("invalid character % in name".to_owned());
    }
    if name.split('/').count() > DEEPEST {
        return Err("maximum name nesting depth exceeded".to_owned());
    }
    Ok(())
}

/// Tells why a name can name nothing at all; `delimiters` are those of `@` and `#` that may be in it.
pub(crate) fn check(name: &str, delimiters: &str) -> Result<(), String> {
    if name.len() > LONGEST {
        return Err("name is too long".to_owned());
    }
    if name.starts_with('/') {
        return Err("leading slash in name".to_owned());
    }
    if name.len() > 1 && name.ends_with('/') {
        return Err("trailing slash in name".to_owned());
    }
    for component in name.split(['/', '@', '#']) {
        check_component(component)?;
    }
    for (delimiter, word) in [('@', "snapshot"), ('#', "bookmark")] {
        if name.contains(delimiter) && !delimiters.contains(delimiter) {
            return Err(format!("{word} delimiter '{delimiter}' is not expected here"));
        }
    }
    Ok(())
}

/// Tells why a name names no snapshot that could be made (`tank/fs@a`); what comes behind the first `@` is looked at by
/// `zfs snapshot` alone (OpenZFS 2.3.9).
pub(crate) fn check_snapshot(name: &str) -> Result<(), String> {
    check(name, "@")?;
    if name.contains('%') {
        return Err("invalid character % in name".to_owned());
    }
    let Some((_, snapshot)) = name.split_once('@') else {
        return Err("missing '@' delimiter in snapshot name".to_owned());
    };
    if snapshot.contains('@') {
        return Err("multiple '@' and/or '#' delimiters in name".to_owned());
    }
    if snapshot.contains('/') {
        return Err("trailing slash in name".to_owned());
    }
    Ok(())
}

fn check_component(component: &str) -> Result<(), String> {
    let is_allowed = |letter: &char| letter.is_ascii_alphanumeric() || "-_.: %".contains(*letter);
    match component {
        "" => Err(EMPTY_COMPONENT.to_owned()),
        "." => Err("self reference, '.' is found in name".to_owned()),
        ".." => Err("parent reference, '..' is found in name".to_owned()),
        _ => match component.chars().find(|letter| !is_allowed(letter)) {
            None => Ok(()),
            // zfs prints the first byte of what is not ASCII, which alone is no UTF-8.
            Some(letter) if !letter.is_ascii() => Err("invalid character '\u{fffd}' in name".to_owned()),
            Some(letter) => Err(format!("invalid character '{letter}' in name")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sibling_that_begins_alike_is_not_below() {
        assert!(is_at_or_below("tank/a", "tank/a"));
        assert!(is_at_or_below("tank/a/b", "tank/a"));
        assert!(!is_at_or_below("tank/ab", "tank/a"));
    }

    #[test]
    fn blanks_and_leading_dashes_are_fine_and_plus_is_not() {
        for name in ["tank/a b", "tank/-a", "tank/.a", "tank/a:b", "tank/1", "tank/ "] {
            assert_eq!(check_new(name), Ok(()), "{name}");
        }
        let refused = |name: &str| check_new(name).unwrap_err();
        assert_eq!(refused("tank/a+b"), "invalid character '+' in name");
        assert_eq!(refused("tank//a"), EMPTY_COMPONENT);
        assert_eq!(refused("tank/a/"), "trailing slash in name");
        assert_eq!(refused("/tank/a"), "leading slash in name");
        assert_eq!(refused("tank/.."), "parent reference, '..' is found in name");
        assert_eq!(refused("tank/a@b"), "snapshot delimiter '@' is not expected here");
        assert_eq!(refused(""), EMPTY_COMPONENT);
    }

    #[test]
    fn a_percent_sign_cannot_be_made_but_can_be_asked_for() {
        assert_eq!(check_new("tank/a%b").unwrap_err(), "invalid character % in name");
        assert_eq!(check("tank/a%b", ""), Ok(()));
    }

    #[test]
    fn fifty_levels_are_the_limit() {
        assert_eq!(check_new(&vec!["d"; 50].join("/")), Ok(()));
        assert_eq!(check_new(&vec!["d"; 51].join("/")).unwrap_err(), "maximum name nesting depth exceeded");
        assert_eq!(check_new(&format!("tank/{}", "a".repeat(250))), Ok(()));
        assert_eq!(check_new(&format!("tank/{}", "a".repeat(251))).unwrap_err(), "name is too long");
    }
}
