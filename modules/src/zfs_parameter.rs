//! `phoenix_zfs_parameter`: parameters of the kernel module zfs, now and at boot.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Command;
use crate::host::Probe;
use crate::plan::{Action, Change, Digest, Edit, Effect, Lock, Note, NoteKind, Plan, Refusal, Step};
use crate::resource::{Now, OnlyPresent, Resource};

mod modprobe;

use modprobe::Setting;

/// Where the kernel shows the module's parameters, while it is loaded.
const PARAMETERS: &str = "/sys/module/zfs/parameters";

/// Where modprobe finds what the owner of a host sets.
const MODPROBE: &str = "/etc/modprobe.d";

/// The file that gets a line where none sets the parameter.
const OWN_FILE: &str = "/etc/modprobe.d/phoenix-zfs.conf";

/// The limit of the cache.
const ARC_MAX: &str = "zfs_arc_max";

/// What `zfs_arc_max` must at least be to count (`MIN_ARC_MAX`, OpenZFS 2.2 to 2.4); less is taken and ignored.
const LEAST_ARC: i128 = 64 << 20;

/// Parameters of the kernel module zfs.
pub struct ZfsParameter;

/// A parameter of the kernel module zfs as it is wished.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Desired {
    /// The parameter's name: `zfs_arc_max`.
    pub name: String,
    /// `present`; there is no way to unset one.
    #[serde(default)]
    pub state: OnlyPresent,
    /// The value, as the kernel takes it: bytes without a unit.
    pub value: String,
}

/// A parameter as the host has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    now: Running,
    boot: Boot,
    /// What the kernel's command line gives it, which wins over every file.
    command_line: Option<String>,
    /// Whether `/` is a ZFS filesystem: then the module is loaded before `/etc` can be read.
    is_root_on_zfs: bool,
    arc: Option<ArcLimits>,
}

/// The parameter in the running kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Running {
    NotLoaded,
    Unknown,
    Set { value: String, is_writable: bool },
}

/// The file that decides the parameter at boot, or that would get a line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Boot {
    file: PathBuf,
    text: String,
    setting: Option<Setting>,
}

/// The bounds between which OpenZFS heeds `zfs_arc_max`; what is outside is taken and ignored (OpenZFS 2.3.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ArcLimits {
    /// While the module is loaded it must be more than the smallest size of the ARC; when it is loaded, that size gives way.
    above: u64,
    /// It must be less than all memory.
    below: u64,
}

impl Resource for ZfsParameter {
    const MODULE: &'static str = "phoenix_zfs_parameter";
    type Desired = Desired;
    type Observed = Observed;

    fn name(desired: &Desired) -> String {
        format!("zfs-parameter/{}", desired.name)
    }

    fn inspect(desired: &[Desired], host: &dyn Probe) -> Vec<Result<Observed>> {
        desired.iter().map(|wish| inspect(wish, host)).collect()
    }

    fn compare(desired: &Desired, observed: &Observed) -> Plan {
        compare(desired, observed)
    }

    fn describe(observed: &Observed) -> Now {
        let text = match &observed.now {
            Running::NotLoaded => "the kernel module zfs is not loaded".to_owned(),
            Running::Unknown => "the kernel module zfs has no such parameter".to_owned(),
            Running::Set { value, .. } => format!("it is {value}"),
        };
        Now { exists: matches!(observed.now, Running::Set { .. }), text }
    }
}

fn inspect(wish: &Desired, host: &dyn Probe) -> Result<Observed> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if wish.name.is_empty() || !wish.name.chars().all(is_name) {
        bail!("{:?} is no name of a parameter (letters, digits and `_`)", wish.name);
    }
    let command_line = read(host, "/proc/cmdline")?.unwrap_or_default();
    let prefix = format!("zfs.{}=", wish.name);
    let mounts = read(host, "/proc/mounts")?.context("/proc/mounts is missing, so it is not known what / lies on")?;
    Ok(Observed {
        now: running(&wish.name, host)?,
        boot: boot(&wish.name, host)?,
        command_line: command_line
            .split_whitespace()
            .rev()
            .find_map(|word| word.strip_prefix(&prefix))
            .map(str::to_owned),
        is_root_on_zfs: is_root_on_zfs(&mounts),
        arc: if wish.name == ARC_MAX { arc_limits(host)? } else { None },
    })
}

fn read(host: &dyn Probe, path: &str) -> Result<Option<String>> {
    Ok(host.read(Path::new(path))?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

fn running(name: &str, host: &dyn Probe) -> Result<Running> {
    if host.stat(Path::new(PARAMETERS))?.is_none() {
        return Ok(Running::NotLoaded);
    }
    let path = Path::new(PARAMETERS).join(name);
    let (Some(value), Some(stat)) = (host.read(&path)?, host.stat(&path)?) else {
        return Ok(Running::Unknown);
    };
    let value = String::from_utf8_lossy(&value).trim().to_owned();
    Ok(Running::Set { value, is_writable: stat.mode & 0o200 != 0 })
}

/// Finds the value that modprobe would load: it reads the files in the order of their names, and the last option counts.
fn boot(name: &str, host: &dyn Probe) -> Result<Boot> {
    let mut names = host.list(Path::new(MODPROBE))?.unwrap_or_default();
    names.retain(|name| name.ends_with(".conf"));
    names.sort();
    let (mut own, mut found) = (String::new(), None);
    for file in names.iter().map(|name| Path::new(MODPROBE).join(name)) {
        let bytes = host.read(&file)?.unwrap_or_default();
        let text = String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", file.display()))?;
        if let Some(setting) = modprobe::last_setting(&text, "zfs", name) {
            found = Some(Boot { file: file.clone(), text: text.clone(), setting: Some(setting) });
        }
        if file == Path::new(OWN_FILE) {
            own = text;
        }
    }
    Ok(found.unwrap_or(Boot { file: PathBuf::from(OWN_FILE), text: own, setting: None }))
}

fn is_root_on_zfs(mounts: &str) -> bool {
    let is_root = |line: &str| {
        let columns: Vec<&str> = line.split(' ').collect();
        columns.get(1) == Some(&"/") && columns.get(2) == Some(&"zfs")
    };
    mounts.lines().any(is_root)
}

/// `None` while the module is not loaded: then nothing tells the smallest size.
fn arc_limits(host: &dyn Probe) -> Result<Option<ArcLimits>> {
    let Some(statistics) = read(host, "/proc/spl/kstat/zfs/arcstats")? else { return Ok(None) };
    let memory = read(host, "/proc/meminfo")?.context("/proc/meminfo is missing")?;
    let figure = |text: &str, name: &str, column: usize| {
        let mut rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let row = rows.find(|row| row.first() == Some(&name))?;
        row.get(column)?.parse::<u64>().ok()
    };
    let least = figure(&statistics, "c_min", 2).context("/proc/spl/kstat/zfs/arcstats has no c_min")?;
    let all = figure(&memory, "MemTotal:", 1).context("/proc/meminfo has no MemTotal")?;
    Ok(Some(ArcLimits { above: least, below: all << 10 }))
}

fn compare(desired: &Desired, observed: &Observed) -> Plan {
    let Observed { now, boot, command_line, is_root_on_zfs, arc } = observed;
    if let Some(refusal) = refuse(desired, observed, *arc) {
        return Plan::refused(refusal);
    }
    let (mut plan, wished) = (Plan::settled(), &desired.value);
    let is_heeded = is_heeded_now(desired, *arc);
    if let Some(arc) = arc.filter(|_| !is_heeded) {
        let text = format!(
            "{wished} counts from the next boot on: while OpenZFS runs it heeds no limit that is not above zfs_arc_min, now {}",
            arc.above
        );
        plan.notes.push(Note::new(NoteKind::WaitsForRestart, text));
    }
    let mut at_once = None;
    match now {
        Running::Set { value, .. } if is_same(value, wished) || !is_heeded => {}
        Running::Set { value, is_writable: true } => at_once = Some(set_now(desired, value)),
        Running::Set { value, .. } => {
            let text = format!(
                "{} is {value} until the host boots: the kernel lets nobody change it while it runs",
                desired.name
            );
            plan.notes.push(Note::new(NoteKind::WaitsForRestart, text));
        }
        Running::NotLoaded => plan.refusals.push(Refusal {
            property: "now".to_owned(),
            wanted: wished.clone(),
            found: "no parameters".to_owned(),
            why: "the kernel module zfs is not loaded".to_owned(),
            remedy: "`modprobe zfs`, then run again".to_owned(),
        }),
        Running::Unknown => {}
    }
    let value_at_boot = boot.setting.as_ref().map(|setting| setting.value.as_str());
    let at_boot = (!value_at_boot.is_some_and(|value| is_same(value, wished))).then(|| set_at_boot(desired, boot));
    // Nothing shows that the initramfs carries an old file but the value that the kernel woke up with. So the kernel comes
    // last: if the rebuilding fails, the next run still finds something to do.
    let rebuild = (*is_root_on_zfs && (at_boot.is_some() || at_once.is_some())).then(rebuild_initramfs);
    plan.steps.extend([at_boot, rebuild, at_once].into_iter().flatten());
    if let Some(other) = command_line.as_ref().filter(|value| !is_same(value, wished)) {
        let text = format!("the kernel's command line says zfs.{}={other}, which wins at boot", desired.name);
        plan.notes.push(Note::new(NoteKind::Warning, text));
    }
    plan
}

fn refuse(desired: &Desired, observed: &Observed, arc: Option<ArcLimits>) -> Option<Refusal> {
    let Desired { name, state: _, value } = desired;
    let refuse = |found: String, why: String, remedy: &str| {
        let (property, wanted) = (name.clone(), value.clone());
        Some(Refusal { property, wanted, found, why, remedy: remedy.to_owned() })
    };
    let found = ZfsParameter::describe(observed).text;
    if observed.now == Running::Unknown {
        let why = format!("this host's OpenZFS has no parameter {name}");
        return refuse(found, why, "mend its name (`ls /sys/module/zfs/parameters`), or take it out");
    }
    let is_odd = |letter: char| letter.is_whitespace() || letter.is_control() || "\"\\#".contains(letter);
    if value.is_empty() || value.contains(is_odd) {
        return refuse(found, "it is no value that a line of modprobe could carry".to_owned(), "mend the value");
    }
    if name != ARC_MAX {
        return None;
    }
    let Some(bytes) = number(value) else {
        return refuse(found, "it is no number of bytes".to_owned(), "write bytes, without a unit");
    };
    let most = arc.map_or(i128::MAX, |limits| limits.below.into());
    if bytes == 0 || (bytes >= LEAST_ARC && bytes < most) {
        return None;
    }
    let memory = arc.map_or_else(String::new, |limits| format!(", {} bytes", limits.below));
    let why = format!("OpenZFS ignores it: a limit is at least {LEAST_ARC} bytes and less than all memory{memory}");
    refuse(found, why, "wish a limit between the two, or 0 for ZFS's own")
}

/// Returns whether the running OpenZFS would heed the value, and not only take it.
fn is_heeded_now(desired: &Desired, arc: Option<ArcLimits>) -> bool {
    let bytes = number(&desired.value).filter(|bytes| desired.name == ARC_MAX && *bytes != 0);
    bytes.zip(arc).is_none_or(|(bytes, limits)| bytes > limits.above.into())
}

/// Two values are the same if they are the same number; the kernel takes `0x` for hexadecimal and `0` for octal.
fn is_same(one: &str, other: &str) -> bool {
    one == other || number(one).is_some_and(|value| number(other) == Some(value))
}

fn number(text: &str) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    // Rust takes a sign behind `0x`, and a second one; the kernel takes one, at the front.
    let digits = digits.strip_prefix('+').filter(|_| sign > 0).unwrap_or(digits);
    if digits.contains(['+', '-']) {
        return None;
    }
    let value = match (digits.strip_prefix("0x"), digits.strip_prefix('0')) {
        (Some(hexadecimal), _) => i128::from_str_radix(hexadecimal, 16),
        (None, Some(octal)) if !octal.is_empty() => i128::from_str_radix(octal, 8),
        _ => digits.parse(),
    };
    value.ok().map(|value| sign * value)
}

fn set_now(desired: &Desired, before: &str) -> Step {
    let edit = Edit::Value { expected: before.to_owned(), value: desired.value.clone() };
    let path = Path::new(PARAMETERS).join(&desired.name);
    let change = Change::new("now", Some(before.to_owned()), Some(desired.value.clone()));
    // OpenZFS takes a limit back only when it starts: it then counts the memory anew (2.3.9).
    let is_taken_back = desired.name == ARC_MAX && is_same(&desired.value, "0");
    let change = if is_taken_back { change.felt(Effect::AtRestart) } else { change };
    Step::of(Action::Edit { path, lock: Lock::None, edit }, vec![change])
}

fn set_at_boot(desired: &Desired, boot: &Boot) -> Step {
    let Desired { name, state: _, value } = desired;
    let text = match &boot.setting {
        Some(Setting { place, .. }) => format!("{}{value}{}", &boot.text[..place.start], &boot.text[place.end..]),
        None => modprobe::with_line(&boot.text, &format!("options zfs {name}={value}")),
    };
    let before = boot.setting.as_ref().map(|setting| setting.value.clone());
    let change = Change::new("at boot", before, Some(value.clone())).felt(Effect::AtRestart);
    let edit = Edit::Whole { expected: Digest::of(boot.text.as_bytes()), text };
    Step::of(Action::Edit { path: boot.file.clone(), lock: Lock::None, edit }, vec![change])
}

/// With / on ZFS the module is loaded from the initramfs, which carries a copy of the file.
fn rebuild_initramfs() -> Step {
    let change = Change::new("initramfs", Some("the old file".to_owned()), Some("the new file".to_owned()));
    let command = Command::new("update-initramfs").args(["-u", "-k", "all"]);
    Step::run(command, vec![change.felt(Effect::AtRestart)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observed(now: &str) -> Observed {
        Observed {
            now: Running::Set { value: now.to_owned(), is_writable: true },
            boot: Boot { file: PathBuf::from(OWN_FILE), text: String::new(), setting: None },
            command_line: None,
            is_root_on_zfs: false,
            arc: Some(ArcLimits { above: 1 << 30, below: 8 << 30 }),
        }
    }

    fn wish(value: &str) -> Desired {
        Desired { name: "zfs_arc_max".to_owned(), state: OnlyPresent::Present, value: value.to_owned() }
    }

    #[test]
    fn a_limit_that_zfs_would_ignore_is_refused() {
        for value in ["8589934592", "67108863", "4G", "-1", "1 2", ""] {
            assert_eq!(compare(&wish(value), &observed("0")).refusals.len(), 1, "{value}");
        }
        let unloaded = Observed { now: Running::NotLoaded, arc: None, ..observed("0") };
        assert_eq!(compare(&wish("67108863"), &unloaded).steps.len(), 0);
        for value in ["0", "1073741825", "0x100000000"] {
            assert_eq!(compare(&wish(value), &observed("5")).refusals.len(), 0, "{value}");
        }
    }

    #[test]
    fn a_limit_below_the_smallest_size_counts_from_the_next_boot_on() {
        let plan = compare(&wish("1073741824"), &observed("0"));
        assert_eq!((plan.steps.len(), plan.notes[0].kind), (1, NoteKind::WaitsForRestart));
        assert_eq!(compare(&wish("1073741825"), &observed("0")).notes.len(), 0);
    }

    #[test]
    fn a_limit_is_not_taken_back_while_the_module_runs() {
        let effect = |value| compare(&wish(value), &observed("5")).steps[1].changes[0].effect;
        assert_eq!((effect("0"), effect("2147483648")), (Effect::AtRestart, Effect::Live));
    }

    #[test]
    fn a_number_is_equal_in_every_spelling() {
        assert!(is_same("0x10", "16") && is_same("020", "16") && is_same("-1", "-1") && !is_same("abc", "16"));
        assert!(is_same("+5", "5") && !is_same("0x+5", "5") && !is_same("--5", "5") && !is_same("-+5", "-5"));
    }

    #[test]
    fn the_initramfs_is_rebuilt_only_if_it_carries_the_file() {
        let steps =
            |is_root_on_zfs| compare(&wish("2147483648"), &Observed { is_root_on_zfs, ..observed("0") }).steps.len();
        assert_eq!((steps(false), steps(true)), (2, 3));
        assert!(is_root_on_zfs("sysfs /sys sysfs rw 0 0\nrpool/ROOT/pve-1 / zfs rw,relatime 0 0\n"));
        assert!(!is_root_on_zfs("/dev/mapper/pve-root / ext4 rw 0 0\ntank /tank zfs rw 0 0\n"));
    }

    #[test]
    fn an_initramfs_that_was_not_rebuilt_is_seen_by_what_the_kernel_woke_up_with() {
        let text = "options zfs zfs_arc_max=2147483648\n";
        let setting = modprobe::last_setting(text, "zfs", "zfs_arc_max");
        let boot = Boot { file: PathBuf::from(OWN_FILE), text: text.to_owned(), setting };
        let plan = |now| {
            let is_root_on_zfs = true;
            compare(&wish("2147483648"), &Observed { boot: boot.clone(), is_root_on_zfs, ..observed(now) })
        };
        let properties =
            |plan: Plan| plan.steps.iter().map(|step| step.changes[0].property.clone()).collect::<Vec<_>>();
        assert_eq!(properties(plan("0")), ["initramfs", "now"]);
        assert_eq!(properties(plan("2147483648")), [""; 0]);
    }

    #[test]
    fn what_can_only_be_set_at_boot_waits_for_it() {
        let now = Running::Set { value: "0".to_owned(), is_writable: false };
        let plan = compare(&wish("2147483648"), &Observed { now, ..observed("0") });
        assert_eq!((plan.steps.len(), plan.notes[0].kind), (1, NoteKind::WaitsForRestart));
    }
}
