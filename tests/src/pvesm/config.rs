//! `/etc/pve/storage.cfg`: read and written as `PVE::Storage::Plugin` does, with what it drops and reorders.

use std::collections::BTreeMap;

use sha1::{Digest as _, Sha1};

use super::types::{ONLY_NEW, OPTIONS, Type};
use crate::perl::{Kind, check, find, formats, split_list, storage_formats};
use crate::world::World;

/// Where the storages are listed.
pub const PATH: &str = "/etc/pve/storage.cfg";

/// A storage. The lists `content` and `nodes` are joined by commas.
#[derive(Debug, Clone)]
pub struct Storage {
    /// Its type.
    pub kind: &'static Type,
    /// Its name.
    pub id: String,
    /// Its options.
    pub options: BTreeMap<String, String>,
}

impl Storage {
    /// Returns an option, or "" if it is not there.
    pub fn get(&self, option: &str) -> &str {
        self.options.get(option).map_or("", String::as_str)
    }

    /// Returns whether this kind of content may lie there.
    pub fn holds(&self, content: &str) -> bool {
        split_list(self.get("content")).contains(&content)
    }

    /// Returns whether it is disabled.
    pub fn is_disabled(&self) -> bool {
        self.get("disable") == "1"
    }

    /// Returns whether it is meant for this node.
    pub fn is_for(&self, node: &str) -> bool {
        !self.options.contains_key("nodes") || split_list(self.get("nodes")).contains(&node)
    }

    /// Checks that it can be used on this node; `Err` is what Proxmox says if not (`storage_check_enabled`).
    pub fn check_enabled(&self, node: &str) -> Result<(), String> {
        if self.is_disabled() {
            return Err(format!("storage '{}' is disabled\n", self.id));
        }
        if self.is_for(node) {
            Ok(())
        } else {
            Err(format!("storage '{}' is not available on node '{node}'\n", self.id))
        }
    }

    /// Returns whether other nodes see the same: as its type has it, or as it says.
    pub fn is_shared(&self) -> bool {
        const ALWAYS: &[&str] = &["cephfs", "cifs", "esxi", "iscsi", "iscsidirect", "nfs", "pbs", "rbd", "zfs"];
        ALWAYS.contains(&self.kind.name) || self.get("shared") == "1"
    }

    /// Takes an option's value as `decode_value` does: content is reduced to what the type can have.
    pub fn put(&mut self, warnings: &mut String, option: &str, value: &str) -> Result<(), String> {
        let value = match option {
            "content" => decode_content(self.kind, warnings, value)?,
            "content-dirs" => decode_directories(self.kind, warnings, value),
            "nodes" => unique(split_list(value)).join(","),
            _ => value.to_owned(),
        };
        self.options.insert(option.to_owned(), value);
        Ok(())
    }
}

fn unique(mut list: Vec<&str>) -> Vec<&str> {
    list.sort_unstable();
    list.dedup();
    list
}

fn decode_content(kind: &Type, warnings: &mut String, value: &str) -> Result<String, String> {
    let (possible, impossible): (Vec<_>, Vec<_>) =
        split_list(value).into_iter().partition(|content| kind.possible_content.contains(content));
    for content in impossible {
        warnings.push_str(&format!("storage does not support content type '{content}'\n"));
    }
    if possible.is_empty() && !kind.possible_content.contains(&"none") {
        return Err("storage does not support content type 'none'\n".to_owned());
    }
    if possible.contains(&"none") && possible.len() > 1 {
        return Err("unable to combine 'none' with other content types\n".to_owned());
    }
    Ok(unique(possible).join(","))
}

/// Returns the directories by what lies there, sorted; the last of two for one content wins.
fn decode_directories(kind: &Type, warnings: &mut String, value: &str) -> String {
    let mut directories = BTreeMap::new();
    for part in split_list(value) {
        let (content, directory) = part.split_once('=').unwrap_or((part, ""));
        if kind.possible_content.contains(&content) {
            directories.insert(content, directory);
        } else {
            warnings.push_str(&format!("storage does not support content type '{content}'\n"));
        }
    }
    directories.iter().map(|(content, directory)| format!("{content}={directory}")).collect::<Vec<_>>().join(",")
}

/// What the file says.
#[derive(Debug)]
pub struct Configuration {
    /// The storages, in their order; `local` is always among them.
    pub storages: Vec<Storage>,
    /// What the reader says on standard error.
    pub warnings: String,
    /// The SHA-1 of the file.
    pub digest: String,
    /// A section lacked what it must have: nothing can be written any more.
    pub is_broken: bool,
}

impl Configuration {
    /// Returns a storage by its name; `Err` is what Proxmox says if there is none.
    pub fn find(&self, id: &str) -> Result<&Storage, String> {
        let found = self.storages.iter().find(|storage| storage.id == id);
        found.ok_or_else(|| format!("storage '{id}' does not exist\n"))
    }
}

/// Reads the storages.
pub fn read(world: &World) -> Configuration {
    parse(&world.read(PATH).unwrap_or_default())
}

/// Reads the storages of a text.
pub fn parse(text: &str) -> Configuration {
    let mut configuration = Reader::new(text).read();
    configuration.digest = hexadecimal_sha1(text);
    add_what_is_implicit(&mut configuration.storages);
    configuration
}

/// Returns the SHA-1 of a text in hexadecimal, which is what Proxmox calls the digest of a file.
pub fn hexadecimal_sha1(text: &str) -> String {
    Sha1::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `local` always is a directory; content that nobody wrote down is the type's own.
fn add_what_is_implicit(storages: &mut Vec<Storage>) {
    let is_usual = |storage: &Storage| storage.kind.name == "dir" && storage.get("path") == "/var/lib/vz";
    storages.retain(|storage| storage.id != "local" || is_usual(storage));
    for storage in storages.iter_mut() {
        let default = storage.kind.default_content.join(",");
        storage.options.entry("content".to_owned()).or_insert(default);
    }
    if let Some(local) = storages.iter_mut().find(|storage| storage.id == "local") {
        local.options.remove("nodes");
        return;
    }
    let kind = Type::named("dir").expect("directories are a type of storage");
    let content = "backup,images,iso,rootdir,snippets,vztmpl";
    let options = [("path", "/var/lib/vz"), ("content", content), ("prune-backups", "keep-all=1")];
    let options = options.map(|(key, value)| (key.to_owned(), value.to_owned()));
    storages.push(Storage { kind, id: "local".to_owned(), options: options.into() });
}

/// Writes the storages: the lists in a new random order each time, what was not understood gone.
pub fn write(world: &mut World, configuration: &Configuration) -> Result<(), String> {
    if configuration.is_broken {
        return Err("unknown section type ''\n".to_owned());
    }
    let mut text = String::new();
    for storage in &configuration.storages {
        text.push_str(&section(world, storage));
    }
    world.files.write(PATH, text);
    world.refresh_virtual_files();
    Ok(())
}

fn section(world: &mut World, storage: &Storage) -> String {
    let mut text = format!("{}: {}\n", storage.kind.name, storage.id);
    if storage.is_disabled() {
        text.push_str("\tdisable\n");
    }
    let is_required = |option: &str| storage.kind.required.contains(&option);
    let others = storage.options.iter().filter(|(option, _)| *option != "disable");
    let (required, optional): (Vec<_>, Vec<_>) = others.partition(|(option, _)| is_required(option));
    for (option, value) in required.into_iter().chain(optional) {
        let value = match option.as_str() {
            "content" if value.is_empty() => "none".to_owned(),
            "content" | "nodes" => shuffled(world, value),
            _ => value.clone(),
        };
        // Nothing is written of nothing (`format_config_line` of pve-common 9.2; read, not recorded).
        if !value.is_empty() {
            text.push_str(&format!("\t{option} {value}\n"));
        }
    }
    text + "\n"
}

/// Returns a list in a new random order, as Proxmox joins the keys of a Perl hash.
pub fn shuffled(world: &mut World, list: &str) -> String {
    let mut parts: Vec<&str> = list.split(',').collect();
    world.shuffle(&mut parts);
    parts.join(",")
}

struct Reader<'a> {
    lines: std::iter::Enumerate<std::str::Split<'a, char>>,
    configuration: Configuration,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        let (storages, warnings, digest) = (Vec::new(), String::new(), String::new());
        let configuration = Configuration { storages, warnings, digest, is_broken: false };
        Self { lines: text.split('\n').enumerate(), configuration }
    }

    fn read(mut self) -> Configuration {
        while let Some((number, line)) = self.next_line() {
            if line.is_empty() {
                continue;
            }
            match header(line) {
                None => self.warn(number, &format!("- ignore config line: {line}")),
                Some((kind, id)) => self.section(number, &kind, id),
            }
        }
        self.configuration
    }

    fn next_line(&mut self) -> Option<(usize, &'a str)> {
        let (index, line) = self.lines.by_ref().find(|(_, line)| !line.trim_start().starts_with('#'))?;
        Some((index + 1, line))
    }

    fn warn(&mut self, number: usize, what: &str) {
        self.configuration.warnings.push_str(&format!("file {PATH} line {number} {what}\n"));
    }

    fn section(&mut self, number: usize, kind_name: &str, id: &str) {
        let kind = Type::named(kind_name).ok_or_else(|| format!("unsupported type '{kind_name}'"));
        // What is wrong with the name is found first (`parse_section_header` of pve-storage 9.1; read, not recorded).
        let judged = storage_formats::storage_id(id).and(kind);
        let kind = match judged {
            Ok(kind) => kind,
            Err(reason) => {
                let reason = reason.trim_start_matches("invalid format - ").trim_end();
                self.warn(number, &format!("(skip section '{id}'): {reason}"));
                while self.next_line().is_some_and(|(_, line)| !line.is_empty()) {}
                return;
            }
        };
        let mut storage = Storage { kind, id: id.to_owned(), options: BTreeMap::new() };
        let mut last = number;
        while let Some((number, line)) = self.next_line().filter(|(_, line)| !line.is_empty()) {
            self.option(number, line, &mut storage);
            last = number;
        }
        if let Err(reason) = self.judge(&mut storage) {
            self.warn(last, &format!("(skip section '{id}'): {}", reason.trim_end()));
            self.configuration.is_broken = true;
            return;
        }
        // Of two sections with one name the last wins, and stands where the last stood.
        self.configuration.storages.retain(|other| other.id != id);
        self.configuration.storages.push(storage);
    }

    /// Judges a section as a whole (`check_config` of pve-common 9.2 and of DirPlugin; only that an option is missing was
    /// recorded, the rest was read): lists are decoded now.
    fn judge(&mut self, storage: &mut Storage) -> Result<(), String> {
        for (option, value) in storage.options.clone() {
            storage.put(&mut self.configuration.warnings, &option, &value)?;
        }
        if let Some(option) = storage.kind.required.iter().find(|option| !storage.options.contains_key(**option)) {
            return Err(format!("missing value for required option '{option}'\n"));
        }
        check_path(storage)
    }

    fn option(&mut self, number: usize, line: &str, storage: &mut Storage) {
        let id = storage.id.clone();
        let Some((option, value)) = key_and_value(line) else {
            return self.warn(number, &format!("(section '{id}') - ignore config line: {line}"));
        };
        let taken = match storage.options.contains_key(option) {
            true => Err("duplicate attribute\n".to_owned()),
            false => check_value(storage.kind, option, value),
        };
        match taken {
            Ok(value) => drop(storage.options.insert(option.to_owned(), value)),
            Err(reason) => {
                let reason = reason.trim_end_matches('\n');
                self.warn(number, &format!("(section '{id}') - unable to parse value of '{option}': {reason}"));
            }
        }
    }
}

fn header(line: &str) -> Option<(String, &str)> {
    let (kind, id) = line.split_once(':')?;
    let id = id.trim();
    let is_word = |word: &str| !word.is_empty() && !word.contains(char::is_whitespace);
    (is_word(kind) && is_word(id)).then(|| (kind.to_lowercase(), id))
}

fn key_and_value(line: &str) -> Option<(&str, Option<&str>)> {
    let text = line.trim();
    if !line.starts_with(char::is_whitespace) || text.is_empty() {
        return None;
    }
    Some(text.split_once(char::is_whitespace).map_or((text, None), |(key, value)| (key, Some(value.trim_start()))))
}

/// Checks the path of a directory, which has few kinds of characters.
pub fn check_path(storage: &Storage) -> Result<(), String> {
    let path = storage.get("path");
    let good = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-/_.@".contains(&byte)) && path.len() > 1;
    if good || !matches!(storage.kind.name, "dir" | "btrfs") {
        return Ok(());
    }
    Err(format!("illegal path for directory storage: {path}\n"))
}

/// Checks an option's value for a type as `PVE::SectionConfig::check_value` does; a boolean without a value means 1.
pub fn check_value(kind: &Type, option: &str, value: Option<&str>) -> Result<String, String> {
    let parameter = find(&[ONLY_NEW, OPTIONS], option).ok_or("unknown property type\n")?;
    if !kind.takes(option) {
        return Err(format!("unexpected property '{option}'\n"));
    }
    let bare = matches!(parameter.kind, Kind::Boolean).then_some("1");
    let value = value.or(bare).ok_or("got undefined value\n")?;
    if value.contains(['\n', '\r']) {
        return Err("property contains a line feed\n".to_owned());
    }
    match (check(&parameter.kind, option, value), &parameter.kind) {
        (Some(complaint), _) => Err(format!("{complaint}\n")),
        // A number is written as Perl counts it: `+08` is 8.
        (None, Kind::Integer(..)) => Ok(formats::integer(value).map_or_else(|| value.to_owned(), |it| it.to_string())),
        (None, _) => Ok(value.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(text: &str) -> String {
        let sort = |line: &str| match line.strip_prefix("\tcontent ").or_else(|| line.strip_prefix("\tnodes ")) {
            Some(list) => {
                format!("{}{}\n", &line[..line.len() - list.len()], unique(list.split(',').collect()).join(","))
            }
            None => format!("{line}\n"),
        };
        text.lines().map(sort).collect()
    }

    fn rewritten(text: &str) -> (String, String) {
        let mut world = World::blank();
        world.files.write(PATH, text);
        let configuration = read(&world);
        write(&mut world, &configuration).unwrap();
        (sorted(&world.read(PATH).unwrap()), configuration.warnings)
    }

    const LOCAL: &str = "dir: local\n\tpath /var/lib/vz\n\tcontent backup,images,iso,rootdir,snippets,vztmpl\n\tprune-backups keep-all=1\n\n";

    #[test]
    fn the_implicit_local_is_written_at_the_end() {
        assert_eq!(rewritten(""), (LOCAL.to_owned(), String::new()));
    }

    #[test]
    fn what_is_not_understood_is_dropped_with_the_recorded_words() {
        let text = "dir: hw\n  path /srv/bench/hw\n\tcontent   rootdir , iso\n# a comment\n\tnodes pve1\n\tbogus 1\n\ndir:hw2\n\tpath /srv/bench/hw2\n\nfoo: hw3\n\tx y\n\nzfspool: hw4\n\tpool tank\n\tsparse\n\tcontent rootdir\n\tpath /x\n\ndir: hw\n\tpath /dup\n";
        let (after, warnings) = rewritten(text);
        assert_eq!(
            warnings,
            "file /etc/pve/storage.cfg line 6 (section 'hw') - unable to parse value of 'bogus': unknown property type\n\
             file /etc/pve/storage.cfg line 11 (skip section 'hw3'): unsupported type 'foo'\n\
             file /etc/pve/storage.cfg line 18 (section 'hw4') - unable to parse value of 'path': unexpected property 'path'\n"
        );
        let expected = "dir: hw2\n\tpath /srv/bench/hw2\n\tcontent images,rootdir\n\nzfspool: hw4\n\tpool tank\n\tcontent rootdir\n\tsparse 1\n\ndir: hw\n\tpath /dup\n\tcontent images,rootdir\n\n";
        assert_eq!(after, format!("{expected}{LOCAL}"));
    }

    #[test]
    fn a_section_without_an_empty_line_before_it_is_swallowed() {
        let (after, warnings) = rewritten("dir: q1\n\tpath /q1\ndir: q2\n\tpath /q2\n");
        assert!(after.starts_with("dir: q1\n\tpath /q1\n\tcontent images,rootdir\n\ndir: local"), "{after}");
        assert!(warnings.contains("line 3 (section 'q1') - ignore config line: dir: q2\n"), "{warnings}");
    }

    #[test]
    fn a_section_without_a_required_option_stops_every_write() {
        let mut world = World::blank();
        world.files.write(PATH, "zfspool: q4\n\tcontent rootdir\n");
        let configuration = read(&world);
        let text = "file /etc/pve/storage.cfg line 2 (skip section 'q4'): missing value for required option 'pool'\n";
        assert_eq!(configuration.warnings, text);
        assert_eq!(write(&mut world, &configuration).unwrap_err(), "unknown section type ''\n");
    }

    #[test]
    fn a_section_that_makes_no_sense_stops_every_write() {
        for (section, line, reason) in [
            ("dir: q1\n\tpath /srv/a b\n", 2, "illegal path for directory storage: /srv/a b"),
            ("dir: q1\n\tpath /q\n\tcontent none,iso\n", 3, "unable to combine 'none' with other content types"),
            ("zfspool: q1\n\tcontent iso\n\tpool p\n", 3, "storage does not support content type 'none'"),
        ] {
            let configuration = parse(section);
            let text = format!("file /etc/pve/storage.cfg line {line} (skip section 'q1'): {reason}\n");
            assert!(configuration.warnings.ends_with(&text), "{}", configuration.warnings);
            assert!(configuration.is_broken);
        }
    }

    #[test]
    fn a_section_of_a_bad_name_is_left_out() {
        let (text, warnings) = rewritten("dir: 1abc\n\tpath /srv\n\ndir: aa\n\tpath /a\n\tcontent iso\n\n");
        assert!(!text.contains("1abc") && text.contains("dir: aa\n"), "{text}");
        let skipped = "line 1 (skip section '1abc'): storage ID '1abc' contains illegal characters\n";
        assert_eq!(warnings, format!("file /etc/pve/storage.cfg {skipped}"));
    }

    #[test]
    fn lists_of_every_section_are_reordered_at_every_write() {
        let mut world = World::blank();
        world.files.write(PATH, "dir: aa\n\tpath /a\n\tcontent iso,images,vztmpl,backup,rootdir,snippets\n");
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..20 {
            let configuration = read(&world);
            write(&mut world, &configuration).unwrap();
            seen.insert(world.read(PATH).unwrap());
        }
        assert!(seen.len() > 10);
    }

    /// Lines from which files are made, well-formed and not.
    const LINES: &[&str] = &[
        "dir: aa",
        "dir: bb",
        "zfspool: zz",
        "dir: -a",
        "dir: local",
        "foo: x",
        "\tpath /srv",
        "\tpath /var/lib/vz",
        "\tpool tank",
        "\tcontent iso, images",
        "\tcontent foo",
        "\tcontent none",
        "\tsparse",
        "\tdisable",
        "\tnodes pve1;pve2",
        "\tbogus 1",
        "# comment",
        "",
        " ",
        "path /srv",
    ];

    proptest::proptest! {
        #[test]
        fn what_was_rewritten_once_is_rewritten_the_same(
            lines in proptest::collection::vec(proptest::sample::select(LINES), 0..24),
        ) {
            let mut world = World::blank();
            world.files.write(PATH, lines.join("\n"));
            let configuration = read(&world);
            if write(&mut world, &configuration).is_ok() {
                let once = sorted(&world.read(PATH).unwrap());
                let (twice, warnings) = rewritten(&once);
                proptest::prop_assert_eq!(twice, once);
                proptest::prop_assert_eq!(warnings, "");
            }
        }
    }
}
