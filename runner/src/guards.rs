//! What is asked of a run as a whole before it touches: is this the host of the files, and is so large a change meant?

use std::collections::{HashMap, HashSet};

use phoenix_modules::plan::Consent;

use crate::agenda::Agenda;
use crate::status::Status;

mod home;

pub use home::elsewhere;

/// The word that allows a run to change most of a large host; the runner's own, no module knows it.
const BULK: &str = "bulk";

/// From how many existing resources on a change of most of them needs a word.
const MANY: usize = 10;

/// What a person has allowed by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    /// The risks, as the modules know them.
    pub risks: Vec<String>,
    /// Whether most of a large host may be changed.
    pub bulk: bool,
}

impl Allowed {
    /// Reads the words of `--allow`; the error names the word that is none and those that are.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let (own, risks): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| *word == BULK);
        let has_all = risks.iter().any(|word| *word == "all");
        Consent::parse(risks.iter().map(|word| word.as_str()))
            .map_err(|error| format!("{error}; {BULK} besides, for a run that changes most of a host"))?;
        Ok(Self { risks: risks.into_iter().cloned().collect(), bulk: has_all || !own.is_empty() })
    }
}

/// Returns why a run is not begun that would change at least ten and more than half of the resources that exist here.
///
/// What is made does not count: a blank host is made as a whole. A container and its start are one.
pub fn bulk(agenda: &Agenda, statuses: &[Status], allowed: &Allowed) -> Option<String> {
    if allowed.bulk {
        return None;
    }
    let mut exists: HashMap<&str, bool> = HashMap::new();
    let mut changes: HashSet<&str> = HashSet::new();
    for (task, status) in agenda.tasks.iter().zip(statuses) {
        // The first task of a resource knows whether it exists; its start comes later. A snapshot or a seal is made.
        let there = !task.is_part() && status.reply().is_some_and(|reply| reply.exists);
        let there = *exists.entry(task.resource()).or_insert(there);
        if there && status.has_steps() {
            changes.insert(task.resource());
        }
    }
    let (changed, existing) = (changes.len(), exists.values().filter(|exists| **exists).count());
    if changed < MANY || 2 * changed <= existing {
        return None;
    }
    Some(format!(
        "{changed} of the {existing} resources that exist here would be changed. So much differs where the files are not \
         those of this host, or an old /etc/pve was restored. If it is meant, say --allow {BULK}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::tests::{Kind, agenda};

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn bulk_is_the_runners_own_word_and_all_covers_it() {
        let allowed = Allowed::parse(&words(&["bulk", "interrupts"])).unwrap();
        assert_eq!(allowed, Allowed { risks: words(&["interrupts"]), bulk: true });
        assert_eq!(Allowed::parse(&words(&["all"])).unwrap(), Allowed { risks: words(&["all"]), bulk: true });
        assert!(!Allowed::parse(&words(&["lock-out"])).unwrap().bulk);
        let error = Allowed::parse(&words(&["bulk", "much"])).unwrap_err();
        assert!(error.contains("\"much\"") && error.contains("lock-out") && error.contains("bulk"), "{error}");
    }

    /// Says what is said of a host with so many resources that change, are as declared, and are made.
    fn said(changed: usize, in_sync: usize, made: usize) -> Option<String> {
        let kinds = [(Kind::Differs, changed), (Kind::InSync, in_sync), (Kind::Missing, made)];
        let kinds: Vec<Kind> = kinds.iter().flat_map(|(kind, count)| vec![*kind; *count]).collect();
        let (agenda, statuses) = agenda(&kinds);
        bulk(&agenda, &statuses, &Allowed::default())
    }

    #[test]
    fn a_run_that_would_change_most_of_a_large_host_needs_a_word() {
        assert!(said(11, 10, 0).is_some_and(|text| text.starts_with("11 of the 21 resources")));
        assert_eq!(said(10, 10, 0), None, "just a half is not most");
        assert_eq!(said(9, 0, 0), None, "a small host is changed as a whole");
        assert!(said(10, 0, 0).is_some());
        assert_eq!(said(0, 0, 100), None, "a blank host is made as a whole");
        assert!(said(10, 0, 100).is_some_and(|text| text.contains("of the 10 ")), "what is made is not there yet");
    }

    #[test]
    fn who_allows_it_is_not_asked_again() {
        let (agenda, statuses) = agenda(&[Kind::Differs; 12]);
        let allowed = Allowed { bulk: true, ..Allowed::default() };
        assert_eq!(bulk(&agenda, &statuses, &allowed), None);
    }
}
