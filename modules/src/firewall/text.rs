//! Reads a firewall file as Proxmox's own lenient reader does, and remembers what every line is.
//!
//! Line by line: what is not understood is passed by with a warning and the rest holds (pve-firewall 6.0). The words of the
//! warnings are Proxmox's.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::Scope;
use super::options::{self, LOG_LEVELS};
use super::values::{Alias, Direction, FirewallFile, Group, IpSet, IpSetEntry, Rule, Verb};

/// A file as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parsed {
    /// What Proxmox understands.
    pub(crate) file: FirewallFile,
    /// Every line in order; their texts one after the other are the file.
    pub(crate) lines: Vec<Line>,
    /// What it passes by.
    pub(crate) warnings: Vec<Warning>,
}

impl Parsed {
    /// Returns the file.
    pub(crate) fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect()
    }
}

/// A line that Proxmox passes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Warning {
    /// Its number, from 1.
    pub(crate) line: usize,
    /// Why, in Proxmox's words.
    pub(crate) text: String,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its text with its line end; the last may have none.
    pub(crate) text: String,
    /// The section it stands in; a header stands in its own.
    pub(crate) section: Section,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing but white space.
    Blank,
    /// `# ...`.
    Comment,
    /// The header of its section.
    Header,
    /// An option, by its name in lower case.
    Option(String),
    /// An alias, by its name in lower case.
    Alias(String),
    /// A member of a set.
    Entry(Box<IpSetEntry>),
    /// A rule, of [RULES] or of a group.
    Rule(Box<Rule>),
    /// Not understood.
    PassedBy,
}

/// A section of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    /// Before the first header.
    #[default]
    Nowhere,
    Options,
    Aliases,
    Rules,
    /// A set, by its name in lower case.
    IpSet(String),
    /// A group, by its name in lower case.
    Group(String),
}

/// Reads a file. It never fails: what Proxmox passes by is in the warnings.
pub(crate) fn parse(text: &str, scope: Scope) -> Parsed {
    let first = read(text, scope, None);
    // Proxmox looks for the names in a rule while it reads, from the top. Who defines them first has no need to be read twice.
    let last = |is_such: fn(&Line) -> bool| first.lines.iter().rposition(is_such);
    let alias = last(|line| matches!(line.kind, Kind::Alias(_)));
    let set = last(|line| matches!((&line.kind, &line.section), (Kind::Header, Section::IpSet(_))));
    let rule = first.lines.iter().position(|line| matches!(line.kind, Kind::Rule(_)));
    let entry = first.lines.iter().position(|line| matches!(line.kind, Kind::Entry(_)));
    let is_before = |one: Option<usize>, other: Option<usize>| one.is_some() && one < other;
    if is_before(rule, alias.max(set)) || is_before(entry, alias) {
        read(text, scope, Some(&first.file))
    } else {
        first
    }
}

/// `whole` is what the file defines in the end, where that matters.
fn read(text: &str, scope: Scope, whole: Option<&FirewallFile>) -> Parsed {
    let mut reader =
        Reader { scope, section: Section::Nowhere, parsed: Parsed::default(), members: BTreeSet::new(), whole };
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let kind = reader.read(line).unwrap_or_else(|warning| {
            reader.parsed.warnings.push(Warning { line: index + 1, text: warning });
            Kind::PassedBy
        });
        let section = reader.section.clone();
        reader.parsed.lines.push(Line { text: line.to_owned(), section, kind });
    }
    reader.parsed
}

struct Reader<'a> {
    scope: Scope,
    section: Section,
    parsed: Parsed,
    /// The members of the set that is being read.
    members: BTreeSet<String>,
    whole: Option<&'a FirewallFile>,
}

impl Reader<'_> {
    fn read(&mut self, line: &str) -> Result<Kind, String> {
        // Only blanks and tabs are trimmed: the `\r` of a CRLF file stays, and no header matches.
        let line = line.strip_suffix('\n').unwrap_or(line).trim_matches([' ', '\t']);
        if line.starts_with('#') {
            return Ok(Kind::Comment);
        }
        if trimmed(line).is_empty() {
            return Ok(Kind::Blank);
        }
        if let Some(header) = self.header(line) {
            self.section = Section::Nowhere;
            let (section, comment) = header?;
            self.begin(&section, comment);
            self.section = section;
            return Ok(Kind::Header);
        }
        let (file, whole) = (&mut self.parsed.file, self.whole);
        match &self.section {
            Section::Nowhere => Err("skip line - no section".to_owned()),
            Section::Options => {
                let (name, value) = option(line, self.scope).ok_or_else(|| format!("can't parse option '{line}'"))?;
                file.options.insert(name.clone(), value);
                Ok(Kind::Option(name))
            }
            Section::Aliases => {
                let alias = alias(line)?;
                let name = alias.name.to_ascii_lowercase();
                file.aliases.insert(name.clone(), alias);
                Ok(Kind::Alias(name))
            }
            Section::IpSet(name) => {
                let mut entry = entry(line, &self.members)?;
                self.members.insert(entry.cidr.clone());
                entry.names_what_is_below =
                    is_below(&entry.cidr.to_ascii_lowercase(), &file.aliases, whole.map(|whole| &whole.aliases));
                file.ipsets.entry(name.clone()).or_default().entries.push(entry.clone());
                Ok(Kind::Entry(Box::new(entry)))
            }
            Section::Rules => {
                let rule = rule(line, self.scope, file, whole)?;
                file.rules.push(rule.clone());
                Ok(Kind::Rule(Box::new(rule)))
            }
            Section::Group(name) => {
                let rule = rule(line, self.scope, file, whole)?;
                file.groups.entry(name.clone()).or_default().rules.push(rule.clone());
                Ok(Kind::Rule(Box::new(rule)))
            }
        }
    }

    /// Returns the section that a line begins; `None` if it begins none, so that it is a line of the section before it:
    /// `[FOO]`, and `[ALIASES]` in `host.fw`.
    fn header(&self, line: &str) -> Option<Result<(Section, Option<String>), String>> {
        let plain = |section| Some(Ok((section, None)));
        match line.to_ascii_lowercase().as_str() {
            "[options]" => return plain(Section::Options),
            "[rules]" => return plain(Section::Rules),
            "[aliases]" if self.scope != Scope::Node => return plain(Section::Aliases),
            _ => {}
        }
        if self.scope == Scope::Cluster
            && let Some((name, comment)) = named_header(line, "[group")
        {
            let name = checked_name("security group name", 18, name);
            return Some(name.map(|name| (Section::Group(name), comment)));
        }
        if self.scope != Scope::Node
            && let Some((name, comment)) = named_header(line, "[ipset")
        {
            let name = checked_name("ipset name", 64, name);
            return Some(name.map(|name| (Section::IpSet(name), comment)));
        }
        None
    }

    /// A repeated set or group begins empty; the other sections go on where they ended.
    fn begin(&mut self, section: &Section, comment: Option<String>) {
        let file = &mut self.parsed.file;
        match section {
            Section::IpSet(name) => {
                self.members.clear();
                file.ipsets.insert(name.clone(), IpSet { comment, entries: Vec::new() });
            }
            Section::Group(name) => {
                file.groups.insert(name.clone(), Group { comment, rules: Vec::new() });
            }
            Section::Nowhere | Section::Options | Section::Aliases | Section::Rules => {}
        }
    }
}

/// `[group NAME] # comment`, in any case; returns the name in lower case.
fn named_header(line: &str, begin: &str) -> Option<(String, Option<String>)> {
    let rest = line.get(begin.len()..).filter(|_| line[..begin.len()].eq_ignore_ascii_case(begin))?;
    let name = rest.trim_start_matches(is_space);
    if name.len() == rest.len() {
        return None;
    }
    let end = name.find(is_space).unwrap_or(name.len());
    // `\S+]`: the last bracket of the word, since a comment may follow it without a blank.
    let end = name[..end].rfind(']')?;
    let tail = trimmed(&name[end + 1..]);
    if end == 0 || !(tail.is_empty() || tail.starts_with('#')) {
        return None;
    }
    let comment = tail.strip_prefix('#').map(trimmed).filter(|comment| !comment.is_empty());
    Some((name[..end].to_ascii_lowercase(), comment.map(str::to_owned)))
}

fn checked_name(what: &str, longest: usize, name: String) -> Result<String, String> {
    if name.len() > longest {
        return Err(format!("{what} too long"));
    }
    if !is_name(&name) {
        return Err(format!("invalid {what} '{name}'"));
    }
    Ok(name)
}

/// White space as Perl's `\s` knows it in bytes: a no-break space is a letter like any other, so a rule with one in it is
/// none.
fn is_space(letter: char) -> bool {
    letter.is_ascii_whitespace() || letter == '\x0b'
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Returns the scope (`dc`, `guest` or nothing) and the name, if a text names an alias.
pub(crate) fn alias_named(text: &str) -> Option<(&str, &str)> {
    let (scope, name) = text.split_once('/').unwrap_or(("", text));
    (is_name(name) && matches!((scope, text.contains('/')), ("", false) | ("dc" | "guest", true)))
        .then_some((scope, name))
}

/// Returns whether a text is a name of an alias, a set or a group, its length aside.
pub(crate) fn is_name(text: &str) -> bool {
    text.len() >= 2
        && text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
}

fn option(line: &str, scope: Scope) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let option = options::find(scope, name)?;
    Some((option.name.to_owned(), options::read(option.form, trimmed(value))?))
}

/// Exactly one white space stands between the name and the address.
fn alias(line: &str) -> Result<Alias, String> {
    let (line, comment) = split_comment(line);
    let line = if comment.is_some() { line.trim_end_matches(is_space) } else { line };
    let words: Vec<&str> = line.split(is_space).collect();
    let [name, address] = words[..] else { return Err(format!("unable to parse alias: {line}")) };
    if name.is_empty() || address.is_empty() {
        return Err(format!("unable to parse alias: {line}"));
    }
    let cidr = short_cidr(address).ok_or("value does not look like a valid IP address or CIDR network")?;
    Ok(Alias { name: name.to_owned(), cidr, comment: comment.filter(|comment| !comment.is_empty()) })
}

/// Returns whether a line of a set that is passed by is a member that an earlier line has named already.
pub(crate) fn would_count(line: &Line) -> bool {
    line.kind == Kind::PassedBy && entry(trimmed(&line.text), &BTreeSet::new()).is_ok()
}

/// `members` are those that the set has already.
fn entry(line: &str, members: &BTreeSet<String>) -> Result<IpSetEntry, String> {
    let (line, comment) = split_comment(line);
    let line = trimmed(line);
    let is_excluded = line.starts_with('!');
    let member = line.strip_prefix('!').unwrap_or(line).trim_start_matches(is_space);
    let cidr = if alias_named(member).is_some() {
        member.to_owned()
    } else {
        short_cidr(member).ok_or("value does not look like a valid IP address or CIDR network")?
    };
    if members.contains(&cidr) {
        return Err(format!("duplicate ipset entry for '{cidr}'"));
    }
    if cidr.split_once('/').is_some_and(|(_, length)| length.bytes().all(|digit| digit == b'0')) {
        return Err("a zero prefix is not allowed in ipset entries".to_owned());
    }
    let comment = comment.filter(|comment| !comment.is_empty());
    Ok(IpSetEntry { is_excluded, cidr, comment, names_what_is_below: false })
}

/// Returns whether a text names something that is not there yet, and is there in the end.
fn is_below<T>(text: &str, yet: &BTreeMap<String, T>, whole: Option<&BTreeMap<String, T>>) -> bool {
    let name = text.rsplit('/').next().unwrap_or(text);
    whole.is_some_and(|whole| whole.contains_key(name) && !yet.contains_key(name))
}

/// Returns an address or network as Proxmox keeps it: `/32` and `/128` left out. `None` if it is neither; a length of 33
/// is one to its reader.
pub(crate) fn short_cidr(text: &str) -> Option<String> {
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let whole = if address.parse::<IpAddr>().ok()?.is_ipv4() { "32" } else { "128" };
    match length {
        None => Some(text.to_owned()),
        Some(length) if length == whole => Some(address.to_owned()),
        Some(length) => {
            (!length.is_empty() && length.bytes().all(|digit| digit.is_ascii_digit())).then(|| text.to_owned())
        }
    }
}

/// The first `#` anywhere begins the comment.
fn split_comment(line: &str) -> (&str, Option<String>) {
    line.split_once('#').map_or((line, None), |(line, comment)| (line, Some(trimmed(comment).to_owned())))
}

/// Reads a rule; `yet` is the file down to it, `whole` all of it.
fn rule(line: &str, scope: Scope, yet: &FirewallFile, whole: Option<&FirewallFile>) -> Result<Rule, String> {
    let (line, comment) = split_comment(line);
    let (is_enabled, line) = line.strip_prefix('|').map_or((true, line), |rest| (false, rest));
    let unable = || format!("unable to parse rule: {}", line.trim_end_matches(is_space));
    let (kind, rest) = line.split_once(is_space).ok_or_else(unable)?;
    let rest = rest.trim_start_matches(is_space);
    let end = rest.find(is_space).unwrap_or(rest.len());
    let (action, parameters) = rest.split_at(end);
    if kind.is_empty() || action.is_empty() {
        return Err(unable());
    }
    let verb = verb(kind, action, scope)?;
    let mut rule = Rule {
        is_enabled,
        verb,
        iface: None,
        source: None,
        dest: None,
        proto: None,
        dport: None,
        sport: None,
        log: None,
        icmp_type: None,
        comment: comment.filter(|comment| !comment.is_empty()),
        names_what_is_below: false,
    };
    parameters_of(&mut rule, parameters.trim_start_matches(is_space))?;
    let is_below = |address: &String| match address.strip_prefix('+') {
        Some(set) => is_below(set, &yet.ipsets, whole.map(|whole| &whole.ipsets)),
        None => is_below(&address.to_ascii_lowercase(), &yet.aliases, whole.map(|whole| &whole.aliases)),
    };
    rule.names_what_is_below = [&rule.source, &rule.dest].into_iter().flatten().any(is_below);
    Ok(rule)
}

fn verb(kind: &str, action: &str, scope: Scope) -> Result<Verb, String> {
    let direction = match kind.to_ascii_lowercase().as_str() {
        "group" => return Ok(Verb::Group(action.to_owned())),
        "in" => Direction::In,
        "out" => Direction::Out,
        "forward" => Direction::Forward,
        // The API cannot write the file while such a rule stands in it: `unknown rule type 'foo'`.
        other => return Err(format!("invalid rule type '{other}' for rule_env '{}'", scope.rule_environment())),
    };
    let with_macro = action.strip_suffix(')').and_then(|action| action.rsplit_once('('));
    let (macro_name, action) = match with_macro {
        Some((name, verdict)) if !name.is_empty() && ["ACCEPT", "DROP", "REJECT"].contains(&verdict) => {
            (Some(name.to_owned()), verdict)
        }
        _ => (None, action),
    };
    Ok(Verb::Packet { direction, action: action.to_owned(), macro_name })
}

/// Reads `-option value` pairs, with exactly one blank between the two, in any order; of a repeated one the last wins.
fn parameters_of(rule: &mut Rule, parameters: &str) -> Result<(), String> {
    let mut rest = parameters;
    while !rest.is_empty() {
        let unable = || format!("unable to parse rule parameters: {}", rest.trim_end_matches(is_space));
        let (name, after) = rest.split_once(' ').ok_or_else(unable)?;
        let name = match name {
            "-i" | "-p" => &name[1..],
            _ => name.strip_prefix("--").or_else(|| name.strip_prefix('-')).filter(|name| name.len() > 1).unwrap_or(""),
        };
        let is_group = matches!(rule.verb, Verb::Group(_));
        let mut end = after.find(is_space).unwrap_or(after.len());
        if name == "log" {
            // Its reader looks for the level alone, and goes on right behind it.
            end = LOG_LEVELS.iter().find(|level| after.starts_with(*level)).ok_or_else(unable)?.len();
        }
        let (value, after) = after.split_at(end);
        let field = match name {
            "i" => &mut rule.iface,
            _ if is_group => return Err(unable()),
            "p" | "proto" => &mut rule.proto,
            "source" => &mut rule.source,
            "dest" => &mut rule.dest,
            "dport" => &mut rule.dport,
            "sport" => &mut rule.sport,
            "icmp-type" => &mut rule.icmp_type,
            "log" => &mut rule.log,
            _ => return Err(unable()),
        };
        if value.is_empty() {
            return Err(unable());
        }
        *field = Some(value.to_owned());
        rest = after.trim_start_matches(is_space);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warned(text: &str, scope: Scope) -> Vec<(usize, String)> {
        parse(text, scope).warnings.into_iter().map(|warning| (warning.line, warning.text)).collect()
    }

    fn rules(text: &str) -> Parsed {
        parse(&format!("[RULES]\n{text}"), Scope::Cluster)
    }

    #[test]
    fn case_and_white_space_are_read_as_proxmox_reads_them() {
        let text = "  [options]  \n ENABLE:1\nPolicy_In:   drop\npolicy_out: Accept  \n[Rules]\n\tIN\tACCEPT\t-p tcp\n";
        let parsed = parse(text, Scope::Cluster);
        assert_eq!(parsed.warnings, []);
        let options: Vec<String> = parsed.file.options.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(options, ["enable=1", "policy_in=DROP", "policy_out=ACCEPT"]);
        assert_eq!(parsed.file.rules[0].proto.as_deref(), Some("tcp"));
    }

    #[test]
    fn rules_are_exact_where_proxmox_is() {
        for good in [
            "IN ACCEPT -source 10.0.0.1 -p tcp -dport 24#nospace comment",
            "in accept -p tcp --dport 22",
            "IN ACCEPT -dport 25 -p tcp",
            "IN ACCEPT --source 10.0.0.2 --dest 10.0.0.3 --proto tcp --dport 31 --sport 99",
            "|IN ACCEPT -p tcp -dport 33",
            "IN ssh(ACCEPT)",
            "GROUP web -i net0",
            "IN ACCEPT -p tcp -log warning",
        ] {
            assert_eq!(rules(good).warnings, [], "{good}");
        }
        for (bad, why) in [
            ("In  ACCEPT   -p   tcp -dport 23", "unable to parse rule parameters: -p   tcp -dport 23"),
            ("IN ACCEPT -i vmbr0 -p tcp -dport 27 -foo bar", "unable to parse rule parameters: -foo bar"),
            ("IN ACCEPT -p tcp -dport 29 -log WARNING", "unable to parse rule parameters: -log WARNING"),
            ("IN ACCEPT -iface vmbr0", "unable to parse rule parameters: -iface vmbr0"),
            ("| IN ACCEPT -p tcp -dport 32", "unable to parse rule:  IN ACCEPT -p tcp -dport 32"),
            ("IN", "unable to parse rule: IN"),
            ("FOO BAR", "invalid rule type 'foo' for rule_env 'cluster'"),
            ("GROUP web -p tcp", "unable to parse rule parameters: -p tcp"),
        ] {
            let parsed = rules(bad);
            assert_eq!(parsed.warnings, [Warning { line: 2, text: why.to_owned() }], "{bad}");
            assert_eq!(parsed.file.rules, []);
        }
        let parsed = rules("IN SSH(accept)\nIN ACCEPT # a # b\n");
        let Verb::Packet { action, macro_name, .. } = &parsed.file.rules[0].verb else { panic!("a packet rule") };
        assert_eq!((action.as_str(), macro_name), ("SSH(accept)", &None));
        assert_eq!(parsed.file.rules[1].comment.as_deref(), Some("a # b"));
    }

    #[test]
    fn sections_are_as_odd_as_in_the_recording() {
        let text = "stray line\n[OPTIONS]\nenable: 1\nbogus: 1\npolicy_in: maybe\nenable 1\n# comment line\n[FOO]\nbar\n\
                    [ALIASES]\na1 10.0.0.1\na1 10.0.0.2\na2  10.0.0.3\na3 10.0.0.3/33\nbad\n[IPSET x]\n10.0.0.1\n\
                    [IPSET 9bad]\n1.2.3.4\n[group G1] # Grp\nIN ACCEPT\nGROUP other\nIN ACCEPT -i net0\n\
                    [group toolongnametoolongname]\nIN ACCEPT\n[RULES]\nIN ACCEPT\n[OPTIONS]\npolicy_out: REJECT\n";
        let expected = [
            (1, "skip line - no section"),
            (4, "can't parse option 'bogus: 1'"),
            (5, "can't parse option 'policy_in: maybe'"),
            (6, "can't parse option 'enable 1'"),
            (8, "can't parse option '[FOO]'"),
            (9, "can't parse option 'bar'"),
            (13, "unable to parse alias: a2  10.0.0.3"),
            (15, "unable to parse alias: bad"),
            (16, "invalid ipset name 'x'"),
            (17, "skip line - no section"),
            (18, "invalid ipset name '9bad'"),
            (19, "skip line - no section"),
            (24, "security group name too long"),
            (25, "skip line - no section"),
        ];
        let expected: Vec<(usize, String)> = expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect();
        assert_eq!(warned(text, Scope::Cluster), expected);
        let file = parse(text, Scope::Cluster).file;
        assert_eq!(file.options["policy_out"], "REJECT");
        assert_eq!(file.aliases["a1"].cidr, "10.0.0.2");
        assert_eq!(file.aliases["a3"].cidr, "10.0.0.3/33");
        assert_eq!(file.groups["g1"].comment.as_deref(), Some("Grp"));
        assert_eq!(file.groups["g1"].rules.len(), 3);
        assert_eq!(file.rules.len(), 1);
    }

    #[test]
    fn a_host_file_has_neither_aliases_nor_sets() {
        let text =
            "[OPTIONS]\nenable: 1\nfoo: 1\nnf_conntrack_helpers: ftp,sip\n[RULES]\nIN ACCEPT\n[ALIASES]\na 1.2.3.4\n";
        let warnings = [
            (3, "can't parse option 'foo: 1'"),
            (7, "unable to parse rule: [ALIASES]"),
            (8, "invalid rule type 'a' for rule_env 'host'"),
        ];
        let warnings: Vec<(usize, String)> = warnings.iter().map(|(line, text)| (*line, (*text).to_owned())).collect();
        assert_eq!(warned(text, Scope::Node), warnings);
    }

    #[test]
    fn nothing_of_a_file_with_dos_line_ends_is_understood() {
        let parsed = parse("[OPTIONS]\r\nenable: 1\r\n\r\n[RULES]\r\nIN ACCEPT -p tcp -dport 22\r\n", Scope::Cluster);
        assert_eq!(parsed.file, FirewallFile::default());
        let lines: Vec<usize> = parsed.warnings.iter().map(|warning| warning.line).collect();
        assert_eq!(lines, [1, 2, 4, 5]);
    }

    #[test]
    fn what_the_api_writes_is_read_without_a_warning() {
        let text = "[OPTIONS]\n\nenable: 1\npolicy_in: DROP\nlog_ratelimit: enable=1,rate=5/second,burst=10\n\n[ALIASES]\n\n\
                    host1 10.0.0.5 # one\nv6 FD00::1\n\n[IPSET mgmt] # the office\n\n!10.0.0.8\n192.168.1.0/24 # desks\n\
                    dc/host1\n\n[RULES]\n\n|IN ACCEPT -i net0 -source +mgmt -p tcp -dport 80 -sport 1 -log info # web\n\
                    GROUP web -i vmbr0\nIN SSH(ACCEPT) -source 10.2.0.0/16\n\n[group web] # the webs\n\nIN HTTP(ACCEPT)\n\n";
        let parsed = parse(text, Scope::Cluster);
        assert_eq!(parsed.warnings, []);
        let again: String = parsed.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(again, text);
        assert_eq!(parsed.file.ipsets["mgmt"].entries.len(), 3);
        assert!(parsed.file.ipsets["mgmt"].entries[0].is_excluded);
        assert_eq!(parsed.file.rules.len(), 3);
    }
}
