//! The simulated `pvesm`: storages and their volumes.

use std::collections::BTreeMap;
use std::path::Path;

use crate::perl::{self, Arguments, FAILED, Kind, Parameter, REFUSED, Verb, formats, split_list, storage_formats};
use crate::world::{Answer, World};

pub mod config;
pub mod place;
mod show;
pub mod types;
pub mod volumes;

use config::{Configuration, Storage};
pub use show::{WANTED, look};
use types::{ONLY_NEW, OPTIONS, Type};

const STORAGE: Parameter = Parameter::new("storage", Kind::Text(storage_formats::storage_id));

const ADD: Verb = Verb {
    usage: "pvesm add <type> <storage> [OPTIONS]",
    positionals: &[Parameter::new("type", types::TYPE), STORAGE],
    options: &[ONLY_NEW, OPTIONS],
};

const SET: Verb = Verb {
    usage: "pvesm set <storage> [OPTIONS]",
    positionals: &[STORAGE],
    options: &[
        OPTIONS,
        &[
            Parameter::new("delete", Kind::List(formats::anything)),
            Parameter::new("digest", Kind::Text(formats::digest)),
        ],
    ],
};

const REMOVE: Verb = Verb { usage: "pvesm remove <storage>", positionals: &[STORAGE], options: &[] };

const USAGE: &str = "       pvesm scan cifs <server> [OPTIONS]
       pvesm scan iscsi <portal>
       pvesm scan lvm 
       pvesm scan lvmthin <vg>
       pvesm scan nfs <server>
       pvesm scan pbs <server> <username> --password <string> [OPTIONS] [FORMAT_OPTIONS]
       pvesm scan zfs 

       pvesm add <type> <storage> [OPTIONS]
       pvesm remove <storage>
       pvesm set <storage> [OPTIONS]

       pvesm alloc <storage> <vmid> <filename> <size> [OPTIONS]
       pvesm free <volume> [OPTIONS]
       pvesm list <storage> [OPTIONS]

       pvesm status  [OPTIONS]

       pvesm apiinfo 
       pvesm export <volume> <format> <filename> [OPTIONS]
       pvesm extractconfig <volume>
       pvesm import <volume> <format> <filename> [OPTIONS]
       pvesm path <volume>
       pvesm prune-backups <storage> [OPTIONS]

       pvesm help [<extra-args>] [OPTIONS]
";

/// Runs `pvesm` with these arguments.
pub fn run(world: &mut World, arguments: &[&str]) -> Answer {
    let Some((verb, rest)) = arguments.split_first() else {
        return perl::no_such_verb("pvesm", None, USAGE);
    };
    world.take_time(&format!("pvesm {verb}"));
    let answer = match *verb {
        "add" => add(world, rest),
        "set" => set(world, rest),
        "remove" => remove(world, rest),
        "status" => show::status(world, rest),
        "list" => show::list(world, rest),
        "path" => show::path(world, rest),
        "alloc" => show::alloc(world, rest),
        "free" => show::free(world, rest),
        other => Err(perl::other_verb("pvesm", other, USAGE)),
    };
    answer.unwrap_or_else(|refused| refused)
}

/// What a change of storages did: its words on standard error come before how it ended.
struct Change {
    said: String,
    ended: Result<(), String>,
}

impl Change {
    fn answer(self, task: &str) -> Answer {
        match self.ended {
            Ok(()) => Answer { status: 0, stdout: String::new(), stderr: self.said },
            Err(reason) => Answer::failed(FAILED, format!("{}{task} storage failed: {reason}", self.said)),
        }
    }
}

/// Changes the storages below their cluster-wide lock.
fn change(
    world: &mut World,
    deed: impl FnOnce(&mut World, &mut Configuration, &mut String) -> Result<(), String>,
) -> Change {
    if world.is_cluster_locked("file-storage_cfg") {
        let said = "trying to acquire cfs lock 'file-storage_cfg' ...\n".repeat(9);
        return Change { said, ended: Err("cfs-lock 'file-storage_cfg' error: got lock request timeout\n".to_owned()) };
    }
    let mut configuration = config::read(world);
    let mut said = std::mem::take(&mut configuration.warnings);
    let ended = deed(world, &mut configuration, &mut said).and_then(|()| config::write(world, &configuration));
    Change { said, ended }
}

fn add(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    let Arguments { positionals, mut options } = perl::parse(world, &ADD, arguments)?;
    let kind = Type::named(&positionals[0]).expect("the type was checked to be one of them");
    let secrets = take_secrets(kind, &mut options);
    let mut said = String::new();
    let storage = new_storage(kind, &positionals[1], options, &mut said)
        .map_err(|reason| Answer::failed(REFUSED, format!("{said}{reason}")))?;
    let fault = world.take_fault("pvesm add");
    let changed = change(world, |world, configuration, said| {
        if configuration.find(&storage.id).is_ok() {
            return Err(format!("storage ID '{}' already defined\n", storage.id));
        }
        if let Some(fault) = fault {
            return Err(fault);
        }
        let mut storage = storage;
        keep_secrets(world, &storage, &secrets);
        note_old_option(&storage, said);
        if let Err(reason) = activate(world, &mut storage, said) {
            forget_secrets(world, &storage);
            return Err(reason);
        }
        configuration.storages.push(storage);
        Ok(())
    });
    let changed = Change { said: said + &changed.said, ..changed };
    Ok(changed.answer("create"))
}

/// Takes out what never stands in the file of the storages (`sensitive_properties` of pve-storage 9.1).
fn take_secrets(kind: &Type, options: &mut BTreeMap<String, String>) -> BTreeMap<String, String> {
    let secrets = kind.secrets().iter();
    secrets.filter_map(|option| options.remove_entry(*option)).collect()
}

/// Keeps a password where only root reads it, as each type writes it. Read in pve-storage 9.1, not recorded; keys of other
/// kinds have files that nothing here looks at.
fn keep_secrets(world: &mut World, storage: &Storage, secrets: &BTreeMap<String, String>) {
    let Some(password) = secrets.get("password") else { return };
    let text = match storage.kind.name {
        "cifs" => format!("password={password}\n"),
        _ => format!("{password}\n"),
    };
    world.files.write(secret_file(storage), text);
}

fn forget_secrets(world: &mut World, storage: &Storage) {
    if !storage.kind.secrets().is_empty() {
        world.files.remove(secret_file(storage));
    }
}

fn secret_file(storage: &Storage) -> String {
    format!("/etc/pve/priv/storage/{}.pw", storage.id)
}

/// `mkdir` is the old name of two options, and said so whenever a storage that has it is written on behalf of its own.
fn note_old_option(storage: &Storage, said: &mut String) {
    if storage.options.contains_key("mkdir") {
        said.push_str(&format!(
            "NOTE: The 'mkdir' option set for '{}' is deprecated and will be removed in Proxmox VE 9. \
             Use 'create-base-path' or 'create-subdirs' instead.\n",
            storage.id
        ));
    }
}

/// Checks what a new storage is given, before any lock is taken.
fn new_storage(
    kind: &'static Type,
    id: &str,
    mut given: BTreeMap<String, String>,
    said: &mut String,
) -> Result<Storage, String> {
    if matches!(kind.name, "nfs" | "cifs" | "cephfs") {
        given.entry("path".to_owned()).or_insert_with(|| format!("/mnt/pve/{id}"));
    }
    let mut storage = Storage { kind, id: id.to_owned(), options: given.clone() };
    storage.options.clear();
    for (option, value) in given.iter().filter(|(option, value)| *option != "nodes" || !value.is_empty()) {
        let value = config::check_value(kind, option, Some(value))?;
        storage.put(said, option, &value)?;
    }
    if let Some(option) = kind.required.iter().find(|option| !storage.options.contains_key(**option)) {
        return Err(format!("missing value for required option '{option}'\n"));
    }
    config::check_path(&storage)?;
    if let Some(path) = storage.options.get_mut("path").filter(|_| matches!(kind.name, "dir" | "btrfs")) {
        *path = canonical(path);
    }
    Ok(storage)
}

/// Returns a path without what says nothing, as `File::Spec->canonpath` does; `..` stays.
fn canonical(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    format!("/{}", parts.join("/"))
}

/// Makes a new storage usable on this node, unless it is disabled or for others.
fn activate(world: &mut World, storage: &mut Storage, said: &mut String) -> Result<(), String> {
    if storage.kind.name == "zfspool" {
        detect_mountpoint(world, storage, said);
    }
    if storage.is_disabled() || !storage.is_for(&world.state.node) {
        return Ok(());
    }
    match storage.kind.name {
        "dir" => activate_directory(world, storage),
        "zfspool" => activate_pool(world, storage, said),
        "btrfs" => Err(format!("'{}' is not a btrfs file system\n", storage.get("path"))),
        "nfs" | "cifs" | "cephfs" => Err(format!("storage '{}' is not online\n", storage.id)),
        "lvmthin" => Err(format!("no such logical volume {}/{}\n", storage.get("vgname"), storage.get("thinpool"))),
        // Read in pve-storage 9.1, not recorded: nobody answers here.
        "pbs" => {
            let port = if storage.get("port").is_empty() { "8007" } else { storage.get("port") };
            let why = format!("500 Can't connect to {}:{port} (Connection timed out)", storage.get("server"));
            Err(format!("{}: error fetching datastores - {why}\n", storage.id))
        }
        _ => Ok(()),
    }
}

/// A pool's mount point is noted when the storage is added; one that differs is only warned of.
fn detect_mountpoint(world: &World, storage: &mut Storage, said: &mut String) {
    let Some(found) = world.zfs_get(storage.get("pool"), "mountpoint").filter(|path| path.starts_with('/')) else {
        return;
    };
    match storage.options.get("mountpoint") {
        // One `/` behind it is the same (`on_add_hook` of pve-storage 9.1; read, not recorded).
        Some(given) if given.strip_suffix('/').unwrap_or(given) == found || *given == found => {}
        Some(given) => {
            said.push_str(&format!(
                "warning for {} - mountpoint: {given} does not match current mount point: {found}\n",
                storage.id
            ));
        }
        None => drop(storage.options.insert("mountpoint".to_owned(), found)),
    }
}

fn activate_pool(world: &World, storage: &Storage, said: &mut String) -> Result<(), String> {
    let pool = storage.get("pool").split('/').next().unwrap_or_default();
    if world.zfs_exists(pool) {
        return Ok(());
    }
    // It asks for the pool before and after trying to import it.
    said.push_str(&format!("zfs error: cannot open '{pool}': no such pool\n\n").repeat(2));
    let reason = format!("zfs error: cannot import '{pool}': no such pool available");
    Err(format!("could not activate storage '{}', {reason}\n\n", storage.id))
}

fn activate_directory(world: &mut World, storage: &Storage) -> Result<(), String> {
    check_directory(world, storage)?;
    world.files.make_directory(Path::new(storage.get("path")));
    if makes(storage, "create-subdirs") {
        for content in storage.kind.possible_content.iter().filter(|content| content_or_default(storage, content)) {
            if let Some(directory) = place::directory(storage, content) {
                world.files.make_directory(Path::new(&directory));
            }
        }
    }
    check_different_directories(storage)
}

/// Checks that what may lie in a storage does not lie together (`activate_storage` of pve-storage 9.1; that it does was
/// read, not recorded).
fn check_different_directories(storage: &Storage) -> Result<(), String> {
    let mut seen = Vec::new();
    let mut contents = split_list(storage.get("content"));
    contents.sort_unstable();
    for content in contents {
        let directory = place::directory(storage, content).ok_or_else(|| format!("unknown vtype '{content}'\n"))?;
        // Components pass by what changes nothing in a path: `./`, `//`.
        let directory: std::path::PathBuf = Path::new(&directory).components().collect();
        if seen.contains(&directory) {
            let id = &storage.id;
            return Err(format!("storage '{id}' uses directory {} for multiple content types\n", directory.display()));
        }
        seen.push(directory);
    }
    Ok(())
}

/// Checks that a storage's directory is a mount point if it must be one, and is there or may be made.
fn check_directory(world: &World, storage: &Storage) -> Result<(), String> {
    let path = storage.get("path");
    let unusable = |why: String| Err(format!("unable to activate storage '{}' - {why}\n", storage.id));
    let mountpoint = match storage.get("is_mountpoint") {
        other if other.starts_with('/') => Some(other),
        word => (formats::boolean(word) == Some("1")).then_some(path),
    };
    if let Some(mountpoint) = mountpoint.filter(|mountpoint| !is_mounted(world, mountpoint)) {
        return unusable(format!("directory is expected to be a mount point but is not mounted: '{mountpoint}'"));
    }
    if !world.files.is_directory(Path::new(path)) && !makes(storage, "create-base-path") {
        return unusable(format!("directory '{path}' does not exist or is unreachable"));
    }
    Ok(())
}

/// Returns whether a storage may make its directories; `mkdir` is the old name of both options.
fn makes(storage: &Storage, option: &str) -> bool {
    storage.get(option) != "0" && storage.get("mkdir") != "0"
}

fn content_or_default(storage: &Storage, content: &str) -> bool {
    if storage.options.contains_key("content") {
        return storage.holds(content);
    }
    storage.kind.default_content.contains(&content)
}

/// Returns whether something is mounted at a path: a dataset, or what `/proc/mounts` says.
fn is_mounted(world: &World, path: &str) -> bool {
    let listed = world.read("/proc/mounts").unwrap_or_default();
    let is_dataset = |name: &String| {
        world.zfs_get(name, "mountpoint").as_deref() == Some(path)
            && world.zfs_get(name, "mounted").as_deref() == Some("yes")
    };
    listed.lines().any(|line| line.split(' ').nth(1) == Some(path)) || world.state.zfs.datasets.keys().any(is_dataset)
}

fn set(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    let mut arguments = perl::parse(world, &SET, arguments)?;
    let id = arguments.positionals.remove(0);
    let delete = arguments.take("delete").unwrap_or_default();
    let digest = arguments.take("digest");
    let fault = world.take_fault("pvesm set");
    let changed = change(world, |world, configuration, said| {
        perl::refuse_modified(&configuration.digest, digest.as_deref()).map_err(|sentence| sentence + "\n")?;
        let found = configuration.storages.iter().position(|storage| storage.id == id);
        let index = found.ok_or_else(|| format!("storage '{id}' does not exist\n"))?;
        if let Some(fault) = fault {
            return Err(fault);
        }
        let storage = &mut configuration.storages[index];
        let secrets = take_secrets(storage.kind, &mut arguments.options);
        let (secret, delete): (Vec<_>, Vec<_>) =
            split_list(&delete).into_iter().partition(|option| storage.kind.secrets().contains(option));
        for (option, value) in &arguments.options {
            set_option(storage, option, value, said)?;
        }
        delete.into_iter().try_for_each(|option| delete_option(storage, option, &arguments))?;
        if secret.contains(&"password") {
            forget_secrets(world, storage);
        }
        keep_secrets(world, storage, &secrets);
        note_old_option(storage, said);
        Ok(())
    });
    Ok(changed.answer("update"))
}

fn set_option(storage: &mut Storage, option: &str, value: &str, said: &mut String) -> Result<(), String> {
    if storage.kind.fixed.contains(&option) {
        return Err(format!("can't change value of fixed parameter '{option}'\n"));
    }
    let value = config::check_value(storage.kind, option, Some(value))?;
    storage.put(said, option, &value)
}

fn delete_option(storage: &mut Storage, option: &str, arguments: &Arguments) -> Result<(), String> {
    if !storage.kind.takes(option) {
        return Err(format!("no such option '{option}'\n"));
    }
    if storage.kind.required.contains(&option) {
        return Err(format!("unable to delete required option '{option}'\n"));
    }
    if storage.kind.fixed.contains(&option) {
        return Err(format!("unable to delete fixed option '{option}'\n"));
    }
    if arguments.get(option).is_some() {
        return Err(format!("cannot set and delete property '{option}' at the same time!\n"));
    }
    storage.options.remove(option);
    Ok(())
}

fn remove(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    let id = perl::parse(world, &REMOVE, arguments)?.positionals.remove(0);
    let fault = world.take_fault("pvesm remove");
    let changed = change(world, |world, configuration, _| {
        let storage = configuration.find(&id)?;
        refuse_base(configuration, &id)?;
        if let Some(fault) = fault {
            return Err(fault);
        }
        forget_secrets(world, storage);
        configuration.storages.retain(|storage| storage.id != id);
        Ok(())
    });
    Ok(changed.answer("delete"))
}

/// A storage that another one lies on stays; what lies on it does not matter.
fn refuse_base(configuration: &Configuration, id: &str) -> Result<(), String> {
    let lies_on = |storage: &Storage| storage.get("base").split_once(':').is_some_and(|(base, _)| base == id);
    if configuration.storages.iter().any(lies_on) {
        return Err("can't remove storage - storage is used as base of another storage\n".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
