//! What `pvesm` shows: `status`, `list`, `path`; and single volumes: `alloc`, `free`.

use std::path::Path;

use super::STORAGE;
use super::config::{self, Configuration, Storage};
use super::place::{self, Place};
use super::volumes::{self, Made};
use crate::perl::{self, Arguments, FAILED, Kind, Parameter, REFUSED, Verb, formats, split_list, storage_formats};
use crate::world::{Answer, World};

/// Which storages are asked for.
pub const WANTED: &[Parameter] = &[
    Parameter::new("content", Kind::List(storage_formats::contents)),
    Parameter::new("enabled", Kind::Boolean),
    Parameter::new("format", Kind::Boolean),
    Parameter::new("target", Kind::Text(storage_formats::node)),
    Parameter::new("storage", Kind::Text(storage_formats::storage_id)),
];

const STATUS: Verb = Verb { usage: "pvesm status  [OPTIONS]", positionals: &[], options: &[WANTED] };

const LIST: Verb = Verb {
    usage: "pvesm list <storage> [OPTIONS]",
    positionals: &[STORAGE],
    options: &[&[
        Parameter::new("content", Kind::Text(storage_formats::content)),
        Parameter::new("vmid", formats::VMID),
    ]],
};

const PATH: Verb = Verb {
    usage: "pvesm path <volume>",
    positionals: &[Parameter::new("volume", Kind::Text(storage_formats::volume_id))],
    options: &[],
};

const ALLOC: Verb = Verb {
    usage: "pvesm alloc <storage> <vmid> <filename> <size> [OPTIONS]",
    positionals: &[
        STORAGE,
        Parameter::new("vmid", formats::VMID),
        Parameter::new("filename", Kind::Text(formats::anything)),
        Parameter::new("size", Kind::Text(storage_formats::allocation)),
    ],
    options: &[&[Parameter::new("format", Kind::Words(&["raw", "qcow2", "subvol", "vmdk"]))]],
};

const FREE: Verb = Verb {
    usage: "pvesm free <volume> [OPTIONS]",
    positionals: &[Parameter::new("volume", Kind::Text(formats::anything))],
    options: &[&[
        Parameter::new("delay", Kind::Integer(1, 30)),
        Parameter::new("storage", Kind::Text(storage_formats::storage_id)),
    ]],
};

/// Sizes of the file system below directory storages, in bytes: total, used, available.
const DIRECTORY: [u64; 3] = [264_212_084 << 10, 21_528_248 << 10, 73_757_640 << 10];

/// A storage, its state, and its total, used and available bytes.
type Seen<'a> = (&'a Storage, &'static str, [u64; 3]);

pub(super) fn status(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    let arguments = perl::parse(world, &STATUS, arguments)?;
    let configuration = config::read(world);
    match look(world, &configuration, &arguments) {
        Ok((mut lines, said)) => {
            lines.sort_by(|one, other| one.0.id.cmp(&other.0.id));
            Ok(Answer { status: 0, stdout: table(&lines), stderr: said })
        }
        Err(complaint) => {
            let refused = perl::refuse_one(world, &STATUS, "storage", complaint);
            Err(Answer { stderr: configuration.warnings + &refused.stderr, ..refused })
        }
    }
}

/// Looks at the storages that are asked for; returns also what is said meanwhile. `Err` is the complaint about a storage that
/// there is not.
pub fn look<'a>(
    world: &World,
    configuration: &'a Configuration,
    arguments: &Arguments,
) -> Result<(Vec<Seen<'a>>, String), &'static str> {
    let storages = &configuration.storages;
    let only = arguments.get("storage");
    let contents = arguments.get("content").map(split_list);
    let node = &world.state.node;
    let target = arguments.get("target").filter(|target| !matches!(*target, "" | "localhost") && target != node);
    // With a wish for content, only what can be used here is looked at.
    let is_usable = |storage: &Storage| storage.check_enabled(&world.state.node).is_ok();
    let is_found = |storage: &&Storage| {
        let holds_one = |contents: &Vec<&str>| contents.iter().any(|content| storage.holds(content));
        contents.as_ref().is_none_or(|contents| is_usable(storage) && holds_one(contents))
    };
    // Read in pve-storage 9.1, not recorded: with another node only what both see is shown.
    let is_seen_there = |storage: &Storage| {
        target.is_none_or(|target| storage.is_shared() && storage.is_for(node) && storage.is_for(target))
    };
    if only.is_some_and(|only| !storages.iter().filter(is_found).any(|storage| storage.id == only)) {
        return Err("No such storage.");
    }
    let wanted = |storage: &&Storage| {
        is_found(storage)
            && only.is_none_or(|only| storage.id == only)
            && (is_usable(storage) || !arguments.is_set("enabled"))
            && is_seen_there(storage)
    };
    let mut said = configuration.warnings.clone();
    let seen = storages.iter().filter(wanted).map(|storage| look_at(world, storage, &mut said)).collect();
    Ok((seen, said))
}

fn look_at<'a>(world: &World, storage: &'a Storage, said: &mut String) -> Seen<'a> {
    if storage.is_disabled() || !storage.is_for(&world.state.node) {
        return (storage, "disabled", [0; 3]);
    }
    match sizes(world, storage) {
        Ok(sizes) => (storage, "active", sizes),
        Err(reason) => {
            said.push_str(&reason);
            (storage, "inactive", [0; 3])
        }
    }
}

fn sizes(world: &World, storage: &Storage) -> Result<[u64; 3], String> {
    match storage.kind.name {
        "zfspool" => {
            let dataset = storage.get("pool");
            let number = |property: &str| world.zfs_get(dataset, property).and_then(|value| value.parse::<u64>().ok());
            let missing = || volumes::from_zfs(format!("cannot open '{dataset}': dataset does not exist"));
            let (used, available) = number("used").zip(number("available")).ok_or_else(missing)?;
            Ok([used + available, used, available])
        }
        "dir" => super::check_directory(world, storage).map(|()| DIRECTORY),
        _ => Err(String::new()),
    }
}

fn table(lines: &[Seen<'_>]) -> String {
    let width = lines.iter().map(|line| line.0.id.len()).max().unwrap_or(0) + 1;
    let head = ["Total (KiB)", "Used (KiB)", "Available (KiB)"].map(|word| format!("{word:>15}")).join(" ");
    let mut text = format!("{:<width$} {:>10} {:>10} {head} {:>8}\n", "Name", "Type", "Status", "%");
    for (storage, state, sizes) in lines {
        let [total, used, _] = *sizes;
        let share = if total == 0 { 0.0 } else { used as f64 * 100.0 / total as f64 };
        let share = if *state == "disabled" { "N/A".to_owned() } else { format!("{share:.2}%") };
        let sizes = sizes.map(|bytes| format!("{:>15}", bytes >> 10)).join(" ");
        text.push_str(&format!("{:<width$} {:>10} {state:>10} {sizes} {share:>8}\n", storage.id, storage.kind.name));
    }
    text
}

/// A line of `pvesm list`: volume, format, type, size, guest.
type Entry = (String, String, &'static str, u64, String);

pub(super) fn list(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    let arguments = perl::parse(world, &LIST, arguments)?;
    let configuration = config::read(world);
    let storage = configuration.find(&arguments.positionals[0]);
    let storage = storage.and_then(|storage| storage.check_enabled(&world.state.node).map(|()| storage));
    let storage = storage.map_err(|reason| Answer::failed(FAILED, configuration.warnings.clone() + &reason))?;
    let mut entries = guest_entries(world, &configuration, storage);
    entries.extend(other_entries(world, storage));
    let (vmid, content) = (arguments.get("vmid"), arguments.get("content"));
    // A storage shows only what it may hold (`volume_list` of pve-storage 9.1; read, not recorded), and to whom snippets and
    // what can be imported belong nobody knows.
    entries.retain(|(_, _, kind, _, owner)| {
        storage.holds(kind)
            && vmid.is_none_or(|vmid| owner == vmid || matches!(*kind, "snippets" | "import"))
            && content.is_none_or(|content| *kind == content)
    });
    // What is nobody's comes last, by its format.
    entries.sort_by_cached_key(|(volume, format, _, _, owner)| {
        let format = if owner.is_empty() { format.clone() } else { String::new() };
        (owner.is_empty(), format, volume.to_lowercase())
    });
    let width = entries.iter().map(|entry| entry.0.len()).max().unwrap_or(0);
    let digits = entries.iter().map(|entry| entry.3.to_string().len()).max().unwrap_or(1);
    let mut text = format!("{:<width$} {:<7} {:<9} {:>digits$} VMID\n", "Volid", "Format", "Type", "Size");
    for (volume, format, kind, size, owner) in entries {
        let line = format!("{volume:<width$} {format:<7} {kind:<9} {size:>digits$} {owner}");
        text.push_str(&format!("{}\n", line.trim_end()));
    }
    Ok(Answer { status: 0, stdout: text, stderr: configuration.warnings })
}

fn guest_entries(world: &World, configuration: &Configuration, storage: &Storage) -> Vec<Entry> {
    let entry = |name: String| {
        let volume = format!("{}:{name}", storage.id);
        let owner = place::owner(&name).unwrap_or_default().to_owned();
        let place = place::locate(configuration, &volume).ok()?;
        let size = place::size(world, &place).ok()?;
        let is_filesystem = name.contains("subvol") || name.contains("basevol");
        let ending = ["qcow2", "vmdk"].into_iter().find(|ending| name.ends_with(&format!(".{ending}")));
        let format = if is_filesystem { "subvol" } else { ending.unwrap_or("raw") }.to_owned();
        let is_container = world.files.exists(Path::new(&world.container_path(&owner)));
        Some((volume, format, if is_container { "rootdir" } else { "images" }, size, owner))
    };
    volumes::names(world, storage).into_iter().filter_map(entry).collect()
}

fn other_entries(world: &World, storage: &Storage) -> Vec<Entry> {
    if !storage.options.contains_key("path") {
        return Vec::new();
    }
    let mut entries = Vec::new();
    for (content, _) in place::CONTENT_DIRECTORIES {
        let directory = place::directory(storage, content).unwrap_or_default();
        let names = world.files.list(Path::new(&directory)).unwrap_or_default();
        for name in names.into_iter().filter(|name| !name.starts_with('.')) {
            let path = format!("{directory}/{name}");
            let format = place::format_of(content, &name).filter(|_| !world.files.is_directory(Path::new(&path)));
            if let Some(format) = format {
                let size = world.read(&path).map_or(0, |text| text.len() as u64);
                let owner = if *content == "backup" { backup_owner(&name) } else { "" };
                entries.push((format!("{}:{content}/{name}", storage.id), format, *content, size, owner.to_owned()));
            }
        }
    }
    entries
}

/// Returns the guest that a backup is of: `vzdump-lxc-101-2026_01_01-00_00_00.tar.zst`.
fn backup_owner(name: &str) -> &str {
    let rest = name.strip_prefix("vzdump-lxc-").or_else(|| name.strip_prefix("vzdump-qemu-")).unwrap_or_default();
    rest.split_once('-').map(|(vmid, _)| vmid).filter(|vmid| formats::is_vmid(vmid)).unwrap_or_default()
}

pub(super) fn path(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    let volume = perl::parse(world, &PATH, arguments)?.positionals.remove(0);
    let configuration = config::read(world);
    let place = place::locate(&configuration, &volume);
    match place.map_err(|reason| Answer::failed(FAILED, configuration.warnings.clone() + &reason))? {
        Place::File(path) => Ok(Answer::printed(format!("{path}\n"))),
        Place::Dataset(name) => {
            let own = name.rsplit('/').next().unwrap_or(&name);
            if own.starts_with("vm-") || own.starts_with("base-") {
                return Ok(Answer::printed(format!("/dev/zvol/{name}\n")));
            }
            let storage = place::split(&volume).and_then(|(storage, _)| configuration.find(storage));
            let mountpoint = storage.map(|storage| storage.get("mountpoint")).unwrap_or_default();
            let pool = &name[..name.len() - own.len() - 1];
            let below = if mountpoint.is_empty() { format!("/{pool}") } else { mountpoint.to_owned() };
            Ok(Answer::printed(format!("{below}/{own}\n")))
        }
    }
}

pub(super) fn alloc(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    let arguments = perl::parse(world, &ALLOC, arguments)?;
    let [id, vmid, name, size] = arguments.positionals.as_slice() else {
        return Err(Answer::failed(REFUSED, "400 not enough arguments"));
    };
    let ending =
        name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ["raw", "qcow2", "vmdk"].contains(ending));
    let format = arguments.get("format");
    if let (Some(ending), Some(format)) = (ending, format.filter(|format| Some(*format) != ending)) {
        let complaint = format!("different storage formats ({format} != {ending})");
        return Err(perl::refuse_one(world, &ALLOC, "format", &complaint));
    }
    let format = ending.or(format).unwrap_or("raw");
    let configuration = config::read(world);
    let failed = |reason: String| Answer::failed(FAILED, configuration.warnings.clone() + &reason);
    let storage = configuration.find(id).map_err(failed)?;
    storage.check_enabled(&world.state.node).map_err(failed)?;
    // Sizes without a unit are in KiB here.
    let bytes = if size.ends_with(['M', 'G']) { formats::size(size) } else { formats::size(&format!("{size}K")) };
    let bytes = bytes.unwrap_or(0);
    let made = match storage.kind.name {
        "zfspool" => alloc_dataset(world, storage, vmid, name, format, bytes),
        _ => alloc_file(world, storage, vmid, name, format, bytes),
    };
    let made = made.map_err(failed)?;
    Ok(Answer::printed(format!("{}successfully created '{}'\n", made.printed, made.volume)))
}

fn alloc_dataset(
    world: &mut World,
    storage: &Storage,
    vmid: &str,
    name: &str,
    format: &str,
    bytes: u64,
) -> Result<Made, String> {
    let prefix = match format {
        "raw" => "vm",
        "subvol" => "subvol",
        other => {
            let place = "/usr/share/perl5/PVE/Storage/ZFSPoolPlugin.pm line 250.";
            return Err(format!("unsupported format '{other}' at {place}\n"));
        }
    };
    if !name.is_empty() && !name.starts_with(&format!("{prefix}-{vmid}-")) {
        return Err(format!("illegal name '{name}' - should be '{prefix}-{vmid}-*'\n"));
    }
    match format {
        "subvol" if name.is_empty() => volumes::make(world, storage, vmid, bytes),
        "subvol" => volumes::make_named_filesystem(world, storage, name, bytes),
        // Block devices are whole MiB.
        _ => volumes::make_block_device(world, storage, vmid, name, bytes.next_multiple_of(1 << 20)),
    }
}

fn alloc_file(
    world: &mut World,
    storage: &Storage,
    vmid: &str,
    name: &str,
    format: &str,
    bytes: u64,
) -> Result<Made, String> {
    let prefix = if format == "subvol" { "subvol" } else { "vm" };
    let name = match name {
        "" => volumes::free_name(world, storage, prefix, vmid, &format!(".{format}")),
        given => given.to_owned(),
    };
    let ending = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending);
    match ending.filter(|ending| ["raw", "qcow2", "vmdk", "subvol"].contains(ending) && !name.contains(['/', ' '])) {
        None => return Err(format!("unable to parse volume filename '{name}'\n")),
        Some(ending) if ending != format => {
            return Err(format!("illegal name '{name}' - wrong extension for format ('{ending} != '{format}')\n"));
        }
        Some(_) => {}
    }
    let path = format!("{}/images/{vmid}/{name}", storage.get("path"));
    if world.files.exists(Path::new(&path)) {
        return Err(format!("disk image '{path}' already exists\n"));
    }
    if format != "subvol" {
        return Ok(volumes::make_named_image(world, storage, vmid, &name, bytes));
    }
    if bytes != 0 {
        return Err("storage does not support subvol quotas\n".to_owned());
    }
    world.files.make_directory(Path::new(&path));
    Ok(Made { volume: format!("{}:{vmid}/{name}", storage.id), printed: String::new() })
}

pub(super) fn free(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    let arguments = perl::parse(world, &FREE, arguments)?;
    let mut volume = arguments.positionals[0].clone();
    match (arguments.get("storage"), volume.contains(':')) {
        // Read in pve-storage 9.1, not recorded.
        (storage, true) => {
            let there =
                place::split(&volume).and_then(|(there, _)| match storage.filter(|storage| *storage != there) {
                    Some(storage) => Err(format!("storage ID mismatch ({there} != {storage})\n")),
                    None => Ok(()),
                });
            there.map_err(|complaint| perl::refuse_one(world, &FREE, "volume", &complaint))?;
        }
        (Some(storage), false) => volume = format!("{storage}:{volume}"),
        (None, false) => {
            return Err(perl::refuse_one(world, &FREE, "volume", "no storage specified - incomplete volume ID"));
        }
    }
    let configuration = config::read(world);
    let mut said = configuration.warnings.clone();
    let located = place::locate(&configuration, &volume);
    let place = located.map_err(|reason| Answer::failed(FAILED, configuration.warnings.clone() + &reason))?;
    let missing = match &place {
        Place::File(path) if !path.ends_with(".subvol") && !world.files.exists(Path::new(path)) => Some(path),
        _ => None,
    };
    let storage = place::split(&volume).and_then(|(storage, _)| configuration.find(storage));
    let enabled = storage.and_then(|storage| storage.check_enabled(&world.state.node));
    // From here on it is a task, and how one ends `pvesm free` does not tell (read in pve-storage 9.1, not recorded).
    if let Err(reason) = enabled.and_then(|()| volumes::free(world, &configuration, &volume)) {
        return Ok(Answer { status: 0, stdout: String::new(), stderr: said + &reason });
    }
    if let Some(path) = missing {
        said.push_str(&format!("disk image '{path}' does not exist\n"));
    }
    Ok(Answer { status: 0, stdout: format!("Removed volume '{volume}'\n"), stderr: said })
}
