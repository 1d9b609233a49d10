//! A rule as text that both of Proxmox's readers take, and in the form in which two rules are compared.

use std::fmt;

use super::values::{Alias, Direction, IpSetEntry, Rule, Verb};

impl fmt::Display for Rule {
    /// Writes the rule as Proxmox's API writes it: single dashes, one blank, its order of options.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { is_enabled, verb, iface, source, dest, proto, dport, sport, log, icmp_type, comment, .. } = self;
        if !is_enabled {
            formatter.write_str("|")?;
        }
        match verb {
            Verb::Group(name) => write!(formatter, "GROUP {name}")?,
            Verb::Packet { direction, action, macro_name: Some(name) } => {
                write!(formatter, "{} {name}({action})", direction.word())?;
            }
            Verb::Packet { direction, action, macro_name: None } => write!(formatter, "{} {action}", direction.word())?,
        }
        let options = [
            ("-i", iface),
            ("-source", source),
            ("-dest", dest),
            ("-p", proto),
            ("-dport", dport),
            ("-sport", sport),
            ("-log", log),
            ("-icmp-type", icmp_type),
        ];
        for (name, value) in options {
            if let Some(value) = value {
                write!(formatter, " {name} {value}")?;
            }
        }
        write_comment(formatter, comment.as_deref())
    }
}

impl Direction {
    /// Returns the word that begins a rule.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::In => "IN",
            Self::Out => "OUT",
            Self::Forward => "FORWARD",
        }
    }
}

impl fmt::Display for Alias {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.name, self.cidr)?;
        write_comment(formatter, self.comment.as_deref())
    }
}

impl fmt::Display for IpSetEntry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", if self.is_excluded { "!" } else { "" }, self.cidr)?;
        write_comment(formatter, self.comment.as_deref())
    }
}

impl IpSetEntry {
    /// Returns whether this member is what is wished; a comment that is not wished may be anything.
    pub(crate) fn meets(&self, wished: &Self) -> bool {
        self.is_excluded == wished.is_excluded
            && self.names_what_is_below == wished.names_what_is_below
            && self.cidr.eq_ignore_ascii_case(&wished.cidr)
            && (wished.comment.is_none() || wished.comment == self.comment)
    }
}

fn write_comment(formatter: &mut fmt::Formatter<'_>, comment: Option<&str>) -> fmt::Result {
    comment.map_or(Ok(()), |comment| write!(formatter, " # {comment}"))
}

/// Returns a comment as it can be written in a line, `None` if nothing is left.
///
/// A line end in it would end the rule: its second half would be a line of its own, and be lost. To `proxmox-firewall` the
/// last `#` of a line begins the comment, to `pve-firewall` the first: so a `#` inside becomes a blank.
pub(crate) fn comment_in_a_line(comment: &str) -> Option<String> {
    let words: Vec<&str> = comment.split(|letter: char| letter.is_whitespace() || letter == '#').collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Returns the form in which two rules are compared: lists as sets, aliases and macros without case, `/32` and `/128` left out,
/// and what changes nothing (`-log nolog`) in one spelling. Groups and sets are kept in lower case, and `pve-firewall` looks for
/// the name that a rule has (`generate_group_rules`): in capitals it finds none, and that rule is not applied.
pub(crate) fn normal(rule: &Rule) -> Rule {
    let verb = match &rule.verb {
        Verb::Group(name) => Verb::Group(name.clone()),
        Verb::Packet { direction, action, macro_name } => Verb::Packet {
            direction: *direction,
            action: action.clone(),
            macro_name: macro_name.as_ref().map(|name| name.to_ascii_lowercase()),
        },
    };
    Rule {
        is_enabled: rule.is_enabled,
        verb,
        iface: rule.iface.clone(),
        source: rule.source.as_deref().map(normal_addresses),
        dest: rule.dest.as_deref().map(normal_addresses),
        proto: rule.proto.clone(),
        dport: rule.dport.as_deref().map(as_a_set),
        sport: rule.sport.as_deref().map(as_a_set),
        log: rule.log.clone().filter(|level| level != "nolog"),
        icmp_type: rule.icmp_type.clone(),
        comment: rule.comment.clone(),
        names_what_is_below: rule.names_what_is_below,
    }
}

/// Returns the form in which two rules are one to packets.
pub(crate) fn without_comment(rule: &Rule) -> Rule {
    Rule { comment: None, ..normal(rule) }
}

fn normal_addresses(list: &str) -> String {
    let short = |address: &str| {
        if address.starts_with('+') {
            return address.to_owned();
        }
        let lower = address.to_ascii_lowercase();
        super::text::short_cidr(&lower).unwrap_or(lower)
    };
    as_a_set(&list.split(',').map(short).collect::<Vec<_>>().join(","))
}

fn as_a_set(list: &str) -> String {
    let mut items: Vec<&str> = list.split(',').map(str::trim).collect();
    items.sort_unstable();
    items.dedup();
    items.join(",")
}

/// One step from an old list of rules to a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The old rule at the first index is the new one at the second.
    Keep(usize, usize),
    /// The old rule goes.
    Remove(usize),
    /// The new rule comes.
    Add(usize),
}

/// The most comparisons that the shortest way is looked for with; longer lists are taken as wholly new in the middle.
const MOST_COMPARISONS: usize = 4_000_000;

/// Returns a shortest way from one list to another, in order.
pub(crate) fn way<T: PartialEq>(old: &[T], new: &[T]) -> Vec<Turn> {
    let first = old.iter().zip(new).take_while(|(one, other)| one == other).count();
    let last = old[first..].iter().rev().zip(new[first..].iter().rev()).take_while(|(one, other)| one == other).count();
    let (middle_old, middle_new) = (&old[first..old.len() - last], &new[first..new.len() - last]);
    let mut turns: Vec<Turn> = (0..first).map(|index| Turn::Keep(index, index)).collect();
    turns.extend(middle(middle_old, middle_new).into_iter().map(|turn| match turn {
        Turn::Keep(one, other) => Turn::Keep(one + first, other + first),
        Turn::Remove(index) => Turn::Remove(index + first),
        Turn::Add(index) => Turn::Add(index + first),
    }));
    turns.extend((0..last).rev().map(|back| Turn::Keep(old.len() - 1 - back, new.len() - 1 - back)));
    turns
}

fn middle<T: PartialEq>(old: &[T], new: &[T]) -> Vec<Turn> {
    let width = new.len() + 1;
    if old.len().saturating_mul(width) > MOST_COMPARISONS {
        return (0..old.len()).map(Turn::Remove).chain((0..new.len()).map(Turn::Add)).collect();
    }
    // longest[i * width + j]: how many rules of old[i..] and new[j..] can be kept.
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = if old[i] == new[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut turns = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            turns.push(Turn::Keep(i, j));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
            turns.push(Turn::Remove(i));
            i += 1;
        } else {
            turns.push(Turn::Add(j));
            j += 1;
        }
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::firewall::Scope;
    use crate::firewall::text::parse;

    fn rule(text: &str) -> Rule {
        parse(&format!("[RULES]\n{text}\n"), Scope::Cluster).file.rules.remove(0)
    }

    #[test]
    fn what_proxmox_reads_as_one_rule_is_equal() {
        for (one, other) in [
            ("IN ACCEPT -p tcp -dport 80,443", "in ACCEPT --dport 443,80 --proto tcp"),
            ("IN ACCEPT -source 10.0.0.1/32", "IN ACCEPT -source 10.0.0.1"),
            ("IN ACCEPT -source FD00::1/128", "IN ACCEPT -source fd00::1"),
            ("IN SSH(ACCEPT)", "IN ssh(ACCEPT)"),
            ("GROUP web", "group web"),
            ("IN ACCEPT -log nolog", "IN ACCEPT"),
            ("IN ACCEPT -source Office", "IN ACCEPT -source office"),
        ] {
            assert_eq!(normal(&rule(one)), normal(&rule(other)), "{one}");
        }
        for (one, other) in [
            ("IN ACCEPT", "IN accept"),
            ("GROUP Web", "GROUP web"),
            ("IN ACCEPT -source +Mgmt", "IN ACCEPT -source +mgmt"),
            ("IN ACCEPT", "|IN ACCEPT"),
            ("IN ACCEPT -source 10.0.0.1", "IN ACCEPT -source 10.0.0.2"),
            ("IN ACCEPT -dest 10.0.0.1", "IN ACCEPT -dest 10.0.0.1,10.0.0.2"),
            ("IN ACCEPT -p tcp -dport 80", "IN ACCEPT -p tcp -dport http"),
            ("IN ACCEPT # a", "IN ACCEPT # b"),
            ("IN ACCEPT -p tcp -dport 1:3", "IN ACCEPT -p tcp -dport 1,2,3"),
        ] {
            assert_ne!(normal(&rule(one)), normal(&rule(other)), "{one}");
        }
    }

    #[test]
    fn a_rule_is_written_as_the_api_writes_it() {
        for text in [
            "|IN ACCEPT -i net0 -source +dc/set -dest 10.0.0.1 -p tcp -dport 80 -sport 1 -log info # the web",
            "IN SSH(ACCEPT) -source 10.2.0.0/16",
            "IN ACCEPT -p icmp -icmp-type echo-request",
            "GROUP web -i net0",
            "|FORWARD DROP",
        ] {
            assert_eq!(rule(text).to_string(), text);
        }
    }

    #[test]
    fn a_comment_is_one_line_for_both_readers() {
        assert_eq!(comment_in_a_line("one\n two #three").as_deref(), Some("one two three"));
        assert_eq!(comment_in_a_line(" \r\n# "), None);
    }

    #[test]
    fn the_way_keeps_what_can_be_kept() {
        use Turn::{Add, Keep, Remove};
        assert_eq!(way(&[1, 2, 3], &[1, 3]), [Keep(0, 0), Remove(1), Keep(2, 1)]);
        assert_eq!(way(&[1, 2], &[2, 1]), [Remove(0), Keep(1, 0), Add(1)]);
        assert_eq!(way(&[] as &[i32], &[7]), [Add(0)]);
    }

    #[test]
    fn very_long_lists_are_taken_as_new_between_what_is_the_same_at_both_ends() {
        let many: Vec<usize> = (0..3000).collect();
        let mut shifted = many.clone();
        shifted[1..2999].rotate_left(1);
        let kept = way(&many, &shifted).into_iter().filter(|turn| matches!(turn, Turn::Keep(..))).count();
        assert_eq!(kept, 2);
    }

    /// Every list of up to `length` of three things.
    fn lists(length: u32) -> Vec<Vec<u8>> {
        let mut lists = vec![Vec::new()];
        for _ in 0..length {
            let longer = lists.iter().flat_map(|list: &Vec<u8>| (0..3).map(move |one| [list, &[one][..]].concat()));
            lists = longer.chain([Vec::new()]).collect();
        }
        lists
    }

    /// How many can be kept at most, tried out.
    fn most_kept(old: &[u8], new: &[u8]) -> usize {
        match (old, new) {
            ([first, old @ ..], [same, new @ ..]) if first == same => 1 + most_kept(old, new),
            ([_, shorter @ ..], [_, rest @ ..]) => most_kept(shorter, new).max(most_kept(old, rest)),
            _ => 0,
        }
    }

    #[test]
    fn every_way_leads_from_the_old_list_to_the_new_one_and_none_is_shorter() {
        // The ends that are alike are not looked at; what lies between has to be right with them, too.
        type Find = fn(&[u8], &[u8]) -> Vec<Turn>;
        let find: [Find; 2] = [way, middle];
        for old in lists(4) {
            for (new, find) in lists(4).into_iter().flat_map(|new| find.map(|find| (new.clone(), find))) {
                let (mut left, mut made, mut kept) = (Vec::new(), Vec::new(), 0);
                for turn in find(&old, &new) {
                    match turn {
                        Turn::Keep(one, other) => {
                            assert_eq!(old[one], new[other], "{old:?} {new:?}");
                            left.push(one);
                            made.push(other);
                            kept += 1;
                        }
                        Turn::Remove(index) => left.push(index),
                        Turn::Add(index) => made.push(index),
                    }
                }
                assert_eq!(left, (0..old.len()).collect::<Vec<_>>(), "{old:?} {new:?}");
                assert_eq!(made, (0..new.len()).collect::<Vec<_>>(), "{old:?} {new:?}");
                assert_eq!(kept, most_kept(&old, &new), "{old:?} {new:?}");
            }
        }
    }

    #[test]
    fn a_member_is_met_by_what_means_the_same() {
        let entry = |cidr: &str, is_excluded: bool, comment: Option<&str>| IpSetEntry {
            cidr: cidr.to_owned(),
            is_excluded,
            comment: comment.map(str::to_owned),
            names_what_is_below: false,
        };
        let found = entry("FD00::/64", false, Some("office"));
        assert!(found.meets(&entry("fd00::/64", false, None)));
        assert!(found.meets(&entry("fd00::/64", false, Some("office"))));
        assert!(!found.meets(&entry("fd00::/64", false, Some("home"))));
        assert!(!found.meets(&entry("fd00::/64", true, None)));
        assert!(!found.meets(&entry("fd01::/64", false, None)));
        let others = IpSetEntry { names_what_is_below: !found.names_what_is_below, ..found.clone() };
        assert!(!found.meets(&others));
    }
}
