//! The host on which Proxmox's commands were recorded: what stood there for every case, and what a case tells of its own state.
//!
//! A case holds files, commands and their texts, not a whole host. What it does not hold is inferred, from words that real
//! commands say in one state only (`CT 110 already running`); a guest that is named and nowhere described is an ordinary one.

use std::collections::BTreeMap;

use super::Case;
use crate::fixture;
use crate::world::World;

mod guests;
mod storages;
mod volumes;

/// What stood there for every case.
const HOST: &str = r#"{
  "pools": { "rpool": { "size": "100G" }, "tank": { "size": "100G" } },
  "datasets": { "rpool/data": {} },
  "storages": ["dir: local", "\tpath /var/lib/vz", "\tcontent vztmpl,snippets,iso,rootdir,images,backup", "",
    "zfspool: local-zfs", "\tpool rpool/data", "\tcontent images,rootdir", "\tmountpoint /rpool/data", "\tsparse 1", ""],
  "bridges": ["vmbr0", "vmbr1"],
  "files": {
    "/srv/bench/tpl/debian-12-tiny_12.0-1_amd64.tar.gz": "a template\n",
    "/dev/nvidia0": "195:0\n", "/dev/nvidia1": "195:1\n", "/dev/nvidiactl": "195:255\n",
    "/dev/dri/renderD128": "226:128\n", "/dev/null": "1:3\n", "/dev/zero": "1:5\n", "/dev/fuse": "10:229\n"
  }
}"#;

/// What makes the bench's stand-in for ZFS refuse everything for want of space.
const FULL_POOL: &str = "touch /srv/bench/zfsfail";

/// Returns the host that a case of Proxmox's commands was recorded on.
pub(super) fn world(case: &Case) -> World {
    let mut world = World::blank();
    let description = serde_json::from_str(HOST).expect("the bench is described in JSON");
    fixture::furnish(&mut world, description).expect("the bench can be made");
    for directory in ["/srv", "/dev/shm", "/var/lib/vz/snippets", "/var/lib/vz/dump", "/run/lock/lxc"] {
        world.files.make_directory(std::path::Path::new(directory));
    }
    world.state.zfs.datasets.values_mut().for_each(|dataset| dataset.data = 0);
    world.set_firewall_daemon(false);
    let told = Told::by(case);
    // As large as the recorded one.
    let template = "a template\n".repeat(94_372);
    world.files.write("/var/lib/vz/template/cache/debian-12-tiny_12.0-1_amd64.tar.gz", template);
    for (path, text) in &told.files {
        world.files.write(path, text.clone());
    }
    for script in told.options("--hookscript").filter(|script| !told.says(&format!("script '{script}' does not exist")))
    {
        if let Some(name) = script.strip_prefix("local:snippets/") {
            world.files.write(format!("/var/lib/vz/snippets/{name}"), "#!/bin/sh\n");
        }
    }
    guests::furnish(&mut world, &told);
    storages::furnish(&mut world, &told);
    volumes::furnish(&mut world, &told);
    guests::run(&mut world, &told);
    if told.typed.contains(FULL_POOL) {
        world.state.zfs.datasets.entry("rpool".to_owned()).or_default().data = u64::MAX / 4;
    }
    world.refresh_virtual_files();
    world
}

/// What a case tells of the state in which it began.
struct Told {
    /// The group of a recorded case.
    group: String,
    /// Its commands, each as its words; the parts of a line are commands of their own.
    commands: Vec<Vec<String>>,
    /// The commands as they were typed.
    typed: String,
    /// All that was printed and said.
    said: String,
    /// The files that were there, by their path.
    files: BTreeMap<String, String>,
    /// The texts of files afterwards.
    afterwards: BTreeMap<String, String>,
}

impl Told {
    fn by(case: &Case) -> Self {
        let mut told = Self {
            group: case
                .name
                .strip_prefix("proxmox/")
                .and_then(|name| name.split('/').next())
                .unwrap_or_default()
                .to_owned(),
            commands: Vec::new(),
            typed: String::new(),
            said: String::new(),
            files: BTreeMap::new(),
            afterwards: BTreeMap::new(),
        };
        for (index, record) in case.records.iter().enumerate() {
            told.typed.push_str(&format!("{}\n", record.command));
            told.said.push_str(&format!("{}\n{}\n", record.stdout, record.stderr));
            let parts = record.command.split([';', '|', '&', '\n']);
            told.commands.extend(parts.map(|part| part.split_whitespace().map(unquoted).collect()));
            for (path, file) in &record.files {
                let path = path.display().to_string();
                if let (0, Some(text)) = (index, &file.before) {
                    told.files.insert(path.clone(), text.clone());
                }
                if let Some(text) = &file.after {
                    told.afterwards.entry(path).or_insert_with(|| text.clone());
                }
            }
        }
        told
    }

    /// Returns whether any text of the case says this.
    fn says(&self, text: &str) -> bool {
        self.said.contains(text)
    }

    /// Returns the text of a container's file, before or after.
    fn file_of<'a>(files: &'a BTreeMap<String, String>, ctid: &str) -> Option<&'a String> {
        let end = format!("/lxc/{ctid}.conf");
        files.iter().find(|(path, _)| path.ends_with(&end)).map(|(_, text)| text)
    }

    /// Returns the values that commands give to an option.
    fn options<'a>(&'a self, option: &'a str) -> impl Iterator<Item = &'a str> {
        let pairs = self.commands.iter().flat_map(|words| words.windows(2));
        pairs.filter(move |pair| pair[0] == option).map(|pair| pair[1].as_str())
    }

    /// Returns the commands of `pct` as verb and what follows it.
    fn pct(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.commands.iter().filter_map(|words| match words.as_slice() {
            [program, verb, rest @ ..] if program == "pct" => Some((verb.as_str(), rest)),
            _ => None,
        })
    }
}

fn unquoted(word: &str) -> String {
    word.trim_matches(['\'', '"']).to_owned()
}
