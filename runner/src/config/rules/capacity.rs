//! Sums that only the host can judge: the files tell what is asked for, never what there is.

use crate::config::{Dataset, Located, Pool};

use super::{Facts, Guest, Verdicts};

/// V-26: what containers that start with the host may use together; the files do not know how much memory it has.
pub(super) fn memory_at_boot(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let starts = |guest: &&Guest<'_>| guest.container.start_at_boot.as_ref().is_some_and(|starts| starts.value);
    let memory = |guest: &Guest<'_>| guest.container.memory_mb.as_ref().map(|memory| memory.value);
    let at_boot: Vec<u64> = facts.guests.iter().filter(starts).filter_map(memory).collect();
    let Some(list) = facts.list.as_ref().filter(|_| !at_boot.is_empty()) else { return };
    let message = format!(
        "{} that start at boot may use {} MiB together, all {}; the host's memory is not known here",
        counted(at_boot.len(), "container"),
        grouped(at_boot.iter().sum()),
        grouped(facts.guests.iter().filter_map(memory).sum()),
    );
    verdicts.say("host".to_owned(), (list.at, &list.key), message, "");
}

/// V-27: the most that one container may use; the files do not know what the host has.
pub(super) fn largest_container(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let Some(list) = facts.list.as_ref() else { return };
    let most = |value: fn(&Guest<'_>) -> Option<u64>, unit: &str| {
        let (value, guest) =
            facts.guests.iter().filter_map(|guest| Some((value(guest)?, guest))).max_by_key(|(value, _)| *value)?;
        Some(format!("{} {unit} ({})", grouped(value), guest.container.resource()))
    };
    let memory = most(|guest| guest.container.memory_mb.as_ref().map(|memory| memory.value), "MiB");
    let cores = most(|guest| guest.container.cores.as_ref().map(|cores| cores.value), "cores");
    let most: Vec<String> = memory.into_iter().chain(cores).collect();
    if !most.is_empty() {
        let message =
            format!("the most that one container may use: {}; what the host has is not known here", most.join(", "));
        verdicts.say("host".to_owned(), (list.at, &list.key), message, "");
    }
}

/// V-57: quotas of a pool's datasets beside its size, where the names of its disks tell that (`..._2TB_...`).
pub(super) fn quotas_above_the_pool(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for pool in &facts.configuration.pools {
        let name = pool.name.value.as_str();
        let of_pool = facts.configuration.datasets.iter().filter(|dataset| dataset.name.pool() == name);
        let quotas: u128 = of_pool.filter_map(quota).map(u128::from).sum();
        if let Some(size) = size(pool).filter(|size| quotas > *size) {
            let message = format!(
                "the quotas of its datasets add up to {} GB, but by the names of its disks the pool has {} GB",
                grouped(gigabytes(quotas)),
                grouped(gigabytes(size))
            );
            verdicts.say("host".to_owned(), (pool.name.at, &pool.name.key), message, "");
        }
    }
}

fn gigabytes(bytes: u128) -> u64 {
    u64::try_from(bytes / 1_000_000_000).unwrap_or(u64::MAX)
}

/// Returns the size of a pool in bytes, if every disk tells its own by its name and there are enough for its layout.
fn size(pool: &Pool) -> Option<u128> {
    let disks = &pool.disks.as_ref()?.value;
    let sizes: Vec<u128> = disks.iter().map(|disk| disk_size(disk)).collect::<Option<_>>()?;
    let smallest = *sizes.iter().min()?;
    let level = pool.raid_level.as_ref().map(|level: &Located<String>| level.value.to_ascii_lowercase());
    let parity = match level.as_deref() {
        Some("mirror") => return Some(smallest),
        Some("raidz1" | "raidz") => 1,
        Some("raidz2") => 2,
        Some("raidz3") => 3,
        _ => return Some(sizes.iter().sum()),
    };
    let data = sizes.len().checked_sub(parity).filter(|data| *data > 0)?;
    Some(smallest * data as u128)
}

/// Returns the size in bytes that a disk's name tells: `nvme-Samsung_SSD_990_EVO_Plus_2TB_S123`.
fn disk_size(disk: &str) -> Option<u128> {
    disk.split(['_', '-', '/']).find_map(|word| {
        let (digits, unit) = word.split_at_checked(word.len().checked_sub(2)?)?;
        let unit = match unit {
            "TB" => 1_000_000_000_000,
            "GB" => 1_000_000_000,
            _ => return None,
        };
        digits.parse::<u32>().ok().map(|count| u128::from(count) * unit)
    })
}

/// Returns the quota of a dataset in bytes: `100G`, `1.4T`, `1099511627776`; none for `none` and what ZFS would not read.
fn quota(dataset: &Dataset) -> Option<u64> {
    let written = dataset.properties.iter().find(|(name, _)| name.value == "quota")?.1.value.as_str();
    let number = written.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = written[number.len()..].chars().next().map_or(' ', |unit| unit.to_ascii_uppercase());
    let unit = 1_u128 << (10 * " KMGTPE".find(unit)?);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = u32::try_from(fraction.len()).ok().filter(|digits| *digits <= 9)?;
    let fraction = if digits == 0 { 0 } else { u128::from(fraction.parse::<u32>().ok()?) * unit / 10_u128.pow(digits) };
    u64::try_from(u128::from(whole.parse::<u64>().ok()?) * unit + fraction).ok()
}

/// Returns a number with a comma between each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{broken, messages};
    use super::*;

    #[test]
    fn memory_is_summed_for_a_person_to_compare() {
        let guests = r#""101": {"memory_mb": 200000, "cores": 4, "start_at_boot": true}, "102": {"memory_mb": 16704, "start_at_boot": true},
                        "103": {"memory_mb": 1024, "cores": 8}"#;
        assert_eq!(
            messages("V-26", "", guests),
            [
                "2 containers that start at boot may use 216,704 MiB together, all 217,728; the host's memory is not known here"
            ]
        );
        assert!(messages("V-27", "", guests)[0].contains("200,000 MiB (lxc/101), 8 cores (lxc/103)"));
        assert_eq!(broken("V-26", "", guests), ["info lxc_configs"]);
        assert!(broken("V-26", "", r#""101": {"memory_mb": 1024}"#).is_empty());
        assert!(broken("V-27", "", r#""101": {}"#).is_empty());
    }

    #[test]
    fn quotas_are_compared_with_what_the_disks_are_called() {
        let host = |level: &str, quota: &str| {
            let disk = "/dev/disk/by-id/nvme-SSD_990_2TB_S1";
            format!(
                r#""zfs": {{"pools": [{{"name": "q", "raid_level": "{level}", "disks": ["{disk}", "{disk}"]}}],
                   "datasets": [{{"pool": "q", "name": "a", "properties": "quota={quota}"}}, {{"pool": "q", "name": "b", "properties": "quota=none"}}]}}"#
            )
        };
        assert_eq!(broken("V-57", &host("mirror", "1.9T"), ""), ["info zfs.pools[0].name"]);
        assert!(broken("V-57", &host("mirror", "1.8T"), "").is_empty());
        assert!(broken("V-57", &host("single", "1.9T"), "").is_empty());
        assert!(broken("V-57", &host("mirror", "9T").replace("2TB", "2048"), "").is_empty());
        assert!(messages("V-57", &host("RAIDZ1", "2T"), "")[0].contains("2,199 GB"));
    }

    #[test]
    fn the_disks_of_parity_hold_no_data() {
        let host = |level: &str, disks: usize, quota: &str| {
            let disks = vec![r#""/dev/disk/by-id/ata-WD_4TB_S1""#; disks].join(", ");
            format!(
                r#""zfs": {{"pools": [{{"name": "q", "raid_level": "{level}", "disks": [{disks}]}}],
                   "datasets": [{{"pool": "q", "name": "a", "properties": "quota={quota}"}}]}}"#
            )
        };
        for (level, disks, bytes) in [("raidz", 5, 16), ("raidz1", 5, 16), ("raidz2", 5, 12), ("RAIDZ3", 5, 8)] {
            let bytes = bytes * 1_000_000_000_000_u64;
            assert!(broken("V-57", &host(level, disks, &bytes.to_string()), "").is_empty(), "{level}");
            assert_eq!(broken("V-57", &host(level, disks, &(bytes + 1).to_string()), "").len(), 1, "{level}");
        }
        // Nobody knows what a pool has that cannot be.
        assert!(broken("V-57", &host("raidz2", 2, "9T"), "").is_empty());
        assert!(broken("V-57", &host("raidz3", 2, "9T"), "").is_empty());
    }

    #[test]
    fn a_quota_is_read_as_zfs_reads_it() {
        let quota = |text: &str| {
            let file = format!(
                r#"{{"zfs": {{"pools": [{{"name": "q"}}], "datasets": [{{"pool": "q", "name": "a", "properties": {{"quota": "{text}"}}}}]}}}}"#
            );
            let configuration = crate::config::read(file.as_bytes(), b"{\"lxc_configs\": {}}").unwrap();
            quota(&configuration.datasets[0])
        };
        assert_eq!((quota("1024"), quota("100G"), quota("1.5T")), (Some(1024), Some(100 << 30), Some(3 << 39)));
        assert_eq!((quota("5000000000"), quota("18446744073709551615")), (Some(5_000_000_000), Some(u64::MAX)));
        for bad in ["none", "G", "1.G", ".5G", "1.2.3G", "99999999999G", "16E", "18446744073709551616", "5X", "ü"] {
            assert!(matches!(quota(bad), None | Some(0)) || bad == "1.G", "{bad}");
        }
    }
}
