//! Which resources a run is about: `--only lxc/101,zfs/*`.

use crate::agenda::container_of;

/// The resources that a run is about.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    patterns: Vec<String>,
}

impl Selection {
    /// Returns the selection of these patterns, in which `*` stands for any text; none selects everything.
    pub fn new(patterns: Vec<String>) -> Self {
        Self { patterns }
    }

    /// Returns whether a task is selected; `lxc/101` selects `lxc/101 start` too, and `firewall/101`: a guest never starts
    /// before its rules stand, whatever else a run is about.
    pub fn covers(&self, task: &str) -> bool {
        let resource = task.split(' ').next().unwrap_or(task);
        let container = container_of(task);
        let names = [Some(task), Some(resource), container.as_deref()];
        let is_meant = |pattern: &String| names.iter().flatten().any(|name| matches(pattern, name));
        self.patterns.is_empty() || self.patterns.iter().any(is_meant)
    }

    /// Returns the patterns that select none of these tasks.
    pub fn idle<'a>(&'a self, tasks: &[&str]) -> Vec<&'a str> {
        let is_idle = |pattern: &&String| {
            let alone = Self { patterns: vec![(*pattern).clone()] };
            !tasks.iter().any(|task| alone.covers(task))
        };
        self.patterns.iter().filter(is_idle).map(String::as_str).collect()
    }
}

/// Returns whether the text fits the pattern, in which `*` stands for any text, also none.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or("");
    for part in parts {
        let Some(position) = text.find(part) else { return false };
        text = &text[position + part.len()..];
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text) in [
            ("zfs/*", "zfs/tank/a"),
            ("*", "lxc/101"),
            ("*/tank/*", "zfs/tank/a"),
            ("lxc/1*1", "lxc/101"),
            ("lxc/1*1", "lxc/11"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("zfs/*", "lxc/101"), ("lxc/1*1", "lxc/1"), ("lxc/10", "lxc/101"), ("a*b*b", "ab")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn a_container_is_selected_with_its_start_and_its_firewall() {
        let selection = Selection::new(vec!["lxc/101".to_owned()]);
        assert!(selection.covers("lxc/101 start") && selection.covers("firewall/101"));
        assert!(!Selection::new(vec!["firewall/101".to_owned()]).covers("lxc/101"));
        assert!(!selection.covers("lxc/1010"));
        assert_eq!(Selection::new(vec!["lxc/7".to_owned(), "lxc/1*".to_owned()]).idle(&["lxc/101"]), ["lxc/7"]);
    }
}
