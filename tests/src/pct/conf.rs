//! `/etc/pve/lxc/ID.conf`: read with the grammar of `PVE::LXC::Config`, and written with its order and its losses.

use std::collections::BTreeMap;

use super::raw::{self, Verdict};
use super::settings::{BOOKKEEPING, SETTINGS};
use crate::perl::{Kind, check, find, formats, split_list};
use crate::pvesm::config::hexadecimal_sha1;

/// The current settings, those of a snapshot, or the pending ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// The settings by name, the description and the environment among them.
    pub values: BTreeMap<String, String>,
    /// The raw lines: `lxc.mount.entry` and others, in their order.
    pub raw: Vec<(String, String)>,
}

impl Section {
    /// Returns a setting.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Returns whether a boolean setting is 1.
    pub fn is_set(&self, name: &str) -> bool {
        self.get(name) == Some("1")
    }

    /// Sets a setting.
    pub fn put(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    fn is_empty(&self) -> bool {
        self.values.is_empty() && self.raw.is_empty()
    }
}

/// A container's configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conf {
    /// What counts now.
    pub current: Section,
    /// What will count after the next start; `delete` lists what will be gone then.
    pub pending: Section,
    /// The settings at the time of each snapshot.
    pub snapshots: BTreeMap<String, Section>,
    /// The SHA-1 of the file.
    pub digest: String,
}

impl Conf {
    /// Returns the names of the settings that the next start deletes.
    pub fn pending_deletes(&self) -> Vec<String> {
        let list = split_list(self.pending.get("delete").unwrap_or_default());
        let mut names: Vec<String> = list.into_iter().map(|name| name.trim_start_matches('!').to_owned()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Notes that the next start deletes a setting.
    pub fn delete_later(&mut self, name: &str) {
        if !self.pending_deletes().iter().any(|other| other == name) {
            let list = self.pending.get("delete").unwrap_or_default();
            self.put_pending_deletes(&format!("{list},{name}"));
        }
    }

    /// Forgets that the next start deletes a setting.
    pub fn keep(&mut self, name: &str) {
        let list = self.pending.get("delete").unwrap_or_default();
        let kept: Vec<&str> =
            split_list(list).into_iter().filter(|other| other.trim_start_matches('!') != name).collect();
        self.put_pending_deletes(&kept.join(","));
    }

    fn put_pending_deletes(&mut self, list: &str) {
        let mut names = split_list(list);
        names.sort_by_key(|name| name.trim_start_matches('!'));
        match names.join(",") {
            empty if empty.is_empty() => drop(self.pending.values.remove("delete")),
            names => self.pending.put("delete", names),
        }
    }

    /// Returns the settings as they will be after the next start.
    pub fn merged(&self) -> Section {
        let mut merged = self.current.clone();
        for (name, value) in self.pending.values.iter().filter(|(name, _)| *name != "delete") {
            merged.put(name, value.clone());
        }
        for name in self.pending_deletes() {
            merged.values.remove(&name);
        }
        merged
    }

    /// Returns the text of the file.
    pub fn text(&self) -> String {
        let mut text = section_text(&self.current);
        if !self.pending.is_empty() {
            text.push_str(&format!("\n[pve:pending]\n{}", section_text(&self.pending)));
        }
        for (name, snapshot) in &self.snapshots {
            text.push_str(&format!("\n[{name}]\n{}", section_text(snapshot)));
        }
        text
    }
}

fn section_text(section: &Section) -> String {
    let mut text = String::new();
    let description = section.get("description").unwrap_or_default();
    // What Perl takes for false is no description (`write_pct_config` of PVE::LXC::Config, pve-container).
    let is_none = description == "0";
    let description = description.trim_end_matches('\n');
    if !description.is_empty() && !is_none {
        description.split('\n').for_each(|line| text.push_str(&format!("#{}\n", encode(line))));
    }
    for (name, value) in section.values.iter().filter(|(name, _)| !matches!(name.as_str(), "description" | "env")) {
        text.push_str(&format!("{name}: {value}\n"));
    }
    let variables = section.get("env").into_iter().flat_map(|variables| variables.split('\0'));
    variables.for_each(|variable| text.push_str(&format!("lxc.environment.runtime: {variable}\n")));
    section.raw.iter().for_each(|(key, value)| text.push_str(&format!("{key}: {value}\n")));
    text
}

/// Encodes a line of a description: `%` and `:` and what is not printable ASCII becomes `%XX`.
pub fn encode(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'%' | b':' => format!("%{byte:02X}"),
        0x20..=0x7e => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|code| code.iter().all(u8::is_ascii_hexdigit));
        match code
            .filter(|_| *first == b'%')
            .and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok())
        {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads a configuration. Returns it with each of the complaints of the reader on standard error; one may have several lines.
pub fn read(vmid: &str, text: &str) -> (Conf, Vec<String>) {
    let mut reader =
        Reader { vmid, conf: Conf::default(), at: At::Current, description: String::new(), said: Vec::new() };
    text.split('\n').filter(|line| !line.trim().is_empty()).for_each(|line| reader.line(line));
    reader.end_section();
    reader.conf.current.values.remove("snapstate");
    reader.conf.digest = hexadecimal_sha1(text);
    (reader.conf, reader.said)
}

enum At {
    Current,
    Pending,
    Snapshot(String),
}

struct Reader<'a> {
    vmid: &'a str,
    conf: Conf,
    at: At,
    description: String,
    said: Vec<String>,
}

impl Reader<'_> {
    fn section(&mut self) -> &mut Section {
        match &self.at {
            At::Current => &mut self.conf.current,
            At::Pending => &mut self.conf.pending,
            At::Snapshot(name) => self.conf.snapshots.entry(name.clone()).or_default(),
        }
    }

    fn end_section(&mut self) {
        let description = std::mem::take(&mut self.description);
        if !description.is_empty() {
            self.section().put("description", description);
        }
    }

    fn begin_section(&mut self, at: At) {
        self.end_section();
        self.at = at;
        *self.section() = Section::default();
    }

    fn say(&mut self, what: &str) {
        self.said.push(format!("vm {} - {what}\n", self.vmid));
    }

    fn line(&mut self, line: &str) {
        if let Some(name) = section_name(line) {
            let is_pending = name.eq_ignore_ascii_case("pve:pending");
            return self.begin_section(if is_pending { At::Pending } else { At::Snapshot(name.to_owned()) });
        }
        if let Some(comment) = line.strip_prefix('#') {
            self.description.push_str(&decode(comment));
            return self.description.push('\n');
        }
        if let Some((key, value)) = raw::key_and_value(line) {
            return self.raw_line(line, key, value);
        }
        let property = property(line);
        if let Some(state) = state_of_snapshot(line).filter(|_| property.is_none_or(|(name, _)| name != "description"))
        {
            return self.section().put("snapstate", state);
        }
        match property {
            Some(("description", value)) => self.description.push_str(&decode(value)),
            Some(("delete", value)) if matches!(self.at, At::Pending) => self.section().put("delete", value),
            Some(("delete", _)) => self.say("property 'delete' is only allowed in [pve:pending]"),
            Some((name, value)) => self.setting(name, value),
            None => self.say(&format!("unable to parse config: {line}")),
        }
    }

    fn raw_line(&mut self, line: &str, key: &str, value: &str) {
        match raw::judge(key) {
            Verdict::Environment => {
                let section = self.section();
                let before = section.get("env").map(|before| format!("{before}\0")).unwrap_or_default();
                section.put("env", format!("{before}{value}"));
                return;
            }
            Verdict::Unknown => return self.say(&format!("unable to parse config: {line}")),
            Verdict::Forbidden(reason) => return self.say(&format!("{key}: {reason}")),
            Verdict::Deprecated(reason) => self.say(&reason),
            Verdict::Legal => {}
        }
        self.section().raw.push((key.to_owned(), value.to_owned()));
    }

    fn setting(&mut self, name: &str, value: &str) {
        let value = match typed(name, value) {
            Ok(value) => value,
            Err(reason) => {
                let reason = reason.trim_end_matches('\n');
                self.say(&format!("unable to parse value of '{name}' - {reason}"));
                value.to_owned()
            }
        };
        // Under these names the configuration keeps what it knows of itself, and never writes it.
        if !matches!(name, "digest" | "snapname") {
            self.section().put(name, value);
        }
    }
}

fn section_name(line: &str) -> Option<&str> {
    let name = line.strip_prefix('[')?.trim_end().strip_suffix(']')?;
    // The reader knows no longest name, as the writer does.
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let is_name = is_word && name.len() >= 2 && name.starts_with(|c: char| c.is_ascii_alphabetic());
    (is_name || name.eq_ignore_ascii_case("pve:pending")).then_some(name)
}

/// Returns what `snapstate:` says, wherever in its line it stands, as `m/snapstate:\s*(prepare|delete)\s*$/` finds it (read in
/// `parse_pct_config` of PVE::LXC::Config, pve-container).
fn state_of_snapshot(line: &str) -> Option<&str> {
    let (_, state) = line.rsplit_once("snapstate:")?;
    Some(state.trim()).filter(|state| matches!(*state, "prepare" | "delete"))
}

/// Splits `key: value` with `^([a-z][a-z_]*\d*):\s*(.+?)\s*$`: of a value of blanks only, one blank remains.
fn property(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let good = stem.starts_with(|c: char| c.is_ascii_lowercase())
        && stem.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let blank = value.char_indices().next_back().map_or("", |(last, _)| &value[last..]);
    let value = if value.trim().is_empty() { blank } else { value.trim() };
    (good && !value.is_empty()).then_some((name, value))
}

/// Takes a value of the file as `check_type` does: booleans become 1 or 0, integers lose their zeros.
fn typed(name: &str, value: &str) -> Result<String, String> {
    let parameter = find(&[SETTINGS, BOOKKEEPING], name).ok_or_else(|| format!("unknown setting '{name}'"))?;
    let mistyped = |kind: &str| format!("type check ('{kind}') failed - got '{value}'");
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match parameter.kind {
        Kind::Boolean => formats::boolean(value).map(str::to_owned).ok_or_else(|| mistyped("boolean")),
        Kind::Integer(..) if digits(value) => {
            Ok(value.parse::<u64>().map_or_else(|_| value.to_owned(), |number| number.to_string()))
        }
        Kind::Integer(..) => Err(mistyped("integer")),
        Kind::Number(..) if value.split('.').all(digits) && value.matches('.').count() <= 1 => Ok(value.to_owned()),
        Kind::Number(..) => Err(mistyped("number")),
        // A word, a pattern or a length is not checked while reading, only a format is.
        _ => match check(&parameter.kind, "", value)
            .and_then(|text| Some(text.strip_prefix("invalid format - ")?.to_owned()))
        {
            Some(complaint) => Err(complaint),
            None => Ok(value.to_owned()),
        },
    }
}

/// Returns what the schema has against these settings: what `pct config` fails with.
pub fn complaints(section: &Section) -> Vec<(String, String)> {
    let complain = |(name, value): (&String, &String)| {
        let parameter = find(&[SETTINGS], name)?;
        Some((name.clone(), check(&parameter.kind, name, value)?))
    };
    section.values.iter().filter_map(complain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> (String, String) {
        let (conf, said) = read("141", text);
        (conf.text(), said.concat())
    }

    #[test]
    fn keys_are_sorted_bytewise_and_the_description_comes_first() {
        let (text, said) = rewritten("mp10: /a,mp=/a\nmp2: /b,mp=/b\narch: amd64\n#late\n");
        assert_eq!((text.as_str(), said.as_str()), ("#late\narch: amd64\nmp10: /a,mp=/a\nmp2: /b,mp=/b\n", ""));
    }

    #[test]
    fn a_description_always_ends_in_a_newline_and_is_encoded() {
        let (conf, _) = read("101", "#second%3A %C3%BCn\n##hash\n");
        assert_eq!(conf.current.get("description"), Some("second: ün\n#hash\n"));
        assert_eq!(conf.text(), "#second%3A %C3%BCn\n##hash\n");
        let mut conf = Conf::default();
        conf.current.put("description", "  indented\n\ttab\n#x\ntrailing   ");
        assert_eq!(conf.text(), "#  indented\n#%09tab\n##x\n#trailing   \n");
    }

    #[test]
    fn an_empty_string_becomes_a_blank() {
        let mut conf = Conf::default();
        conf.current.put("tags", "");
        assert_eq!(conf.text(), "tags: \n");
        assert_eq!(rewritten("tags: \n").0, "tags:  \n");
        assert_eq!(rewritten("tags:  \n").0, "tags:  \n");
    }

    #[test]
    fn lines_that_cannot_be_read_are_dropped_and_unknown_settings_kept() {
        let (text, said) = rewritten(
            "frobnicate: 1\nFoo: 2\nmemory = 400\n memory: 500\ncores: 4x\nnet0: foo\nonboot: yes\ncores: 08\n",
        );
        assert_eq!(text, "cores: 8\nfrobnicate: 1\nnet0: foo\nonboot: 1\n");
        assert_eq!(
            said,
            "vm 141 - unable to parse value of 'frobnicate' - unknown setting 'frobnicate'\n\
             vm 141 - unable to parse config: Foo: 2\n\
             vm 141 - unable to parse config: memory = 400\n\
             vm 141 - unable to parse config:  memory: 500\n\
             vm 141 - unable to parse value of 'cores' - type check ('integer') failed - got '4x'\n\
             vm 141 - unable to parse value of 'net0' - value without key, but schema does not define a default key\n"
        );
    }

    #[test]
    fn raw_lines_keep_their_order_and_get_a_colon() {
        let (text, said) = rewritten(
            "lxc.net.0.foo = bar\nlxc.cap.drop:\nmemory: 1\nlxc.rootfs.path: /x\nlxc.bogus: 1\nlxc.utsname: foo\nlxc.limit.nofile: 5\n",
        );
        assert_eq!(text, "memory: 1\nlxc.net.0.foo: bar\nlxc.cap.drop: \nlxc.utsname: foo\nlxc.limit.nofile: 5\n");
        assert_eq!(
            said,
            "vm 141 - lxc.rootfs.path: lxc.rootfs.path is auto generated from rootfs\n\
             vm 141 - unable to parse config: lxc.bogus: 1\n\
             vm 141 - lxc.utsname is deprecated and was renamed to lxc.uts.name\n\
             vm 141 - lxc.limit.nofile: lxc.limit.* was renamed to lxc.prlimit.*\n"
        );
    }

    #[test]
    fn crlf_tabs_and_missing_blanks_are_fine_and_the_last_of_two_wins() {
        let (text, said) =
            rewritten("tags:b;a\r\nsearchdomain:\ta.example\nmemory: 111\nmemory: 222\nhostname: crlf\r");
        assert_eq!(text, "hostname: crlf\nmemory: 222\nsearchdomain: a.example\ntags: b;a\n");
        assert_eq!(said, "");
    }

    #[test]
    fn pending_stands_before_the_snapshots_whatever_its_case() {
        let text =
            "memory: 222\n\n[snapx]\nmemory: 64\nsnapstate: delete\n\n[PVE:PENDING]\nmemory: 999\ndelete: swap,!tags\n";
        let (conf, said) = read("141", text);
        assert!(said.is_empty());
        assert_eq!(conf.pending_deletes(), ["swap", "tags"]);
        let expected =
            "memory: 222\n\n[pve:pending]\ndelete: swap,!tags\nmemory: 999\n\n[snapx]\nmemory: 64\nsnapstate: delete\n";
        assert_eq!(conf.text(), expected);
    }

    /// Read in `parse_pct_config` and `is_valid_lxc_conf_key` of PVE::LXC::Config (pve-container), not recorded.
    #[test]
    fn what_the_reader_knows_is_what_its_tables_name() {
        let (text, said) = rewritten(
            "snapstate: odd\ndigest: 1\nlxc.network.type: veth\nlxc.network.foo: 1\nlxc.init_uid: 5\nlxc.rootfs.options: ro\nparent: x\n\
             #0\n\n[snap1]\nmemory: 5\n snapstate: prepare\n",
        );
        assert_eq!(text, "#0\nparent: x\nlxc.network.type: veth\n\n[snap1]\nmemory: 5\nsnapstate: prepare\n");
        assert_eq!(
            said,
            "vm 141 - unable to parse value of 'snapstate' - unknown setting 'snapstate'\n\
             vm 141 - unable to parse value of 'digest' - unknown setting 'digest'\n\
             vm 141 - lxc.network.type is deprecated and was renamed to lxc.net.INDEX.type\n\
             vm 141 - unable to parse config: lxc.network.foo: 1\n\
             vm 141 - unable to parse config: lxc.init_uid: 5\n\
             vm 141 - lxc.rootfs.options: lxc.rootfs.options is not supported, please use mount point options in the \"rootfs\" key\n"
        );
    }

    #[test]
    fn the_environment_is_lines_in_the_file_and_one_value_elsewhere() {
        let (conf, _) = read("141", "lxc.environment.runtime: X=1\nlxc.environment.runtime: Y=2\n");
        assert_eq!(conf.current.get("env"), Some("X=1\0Y=2"));
        assert_eq!(conf.text(), "lxc.environment.runtime: X=1\nlxc.environment.runtime: Y=2\n");
    }
}
