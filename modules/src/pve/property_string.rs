//! Proxmox's property strings: `local-zfs:subvol-101-disk-0,size=8G`, `name=eth0,bridge=vmbr0`.

use std::fmt;

/// A property string, its parts in the order they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PropertyString {
    parts: Vec<(Option<String>, String)>,
}

impl PropertyString {
    /// Parses a property string as pve-common 9.2 does: split on commas, empty parts skipped, blanks kept.
    pub fn parse(text: &str) -> Self {
        let part = |part: &str| match part.split_once('=') {
            Some((key, value)) => (Some(key.to_owned()), value.to_owned()),
            None => (None, part.to_owned()),
        };
        Self { parts: text.split(',').filter(|part| !part.is_empty()).map(part).collect() }
    }

    /// Returns the part without a key: the volume of a mount point, the order of a startup.
    pub fn leading(&self) -> Option<&str> {
        self.parts.iter().find(|(key, _)| key.is_none()).map(|(_, value)| value.as_str())
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.parts.iter().find(|(name, _)| name.as_deref() == Some(key)).map(|(_, value)| value.as_str())
    }

    /// Sets a key where it stands, or appends it.
    pub fn set(&mut self, key: &str, value: &str) {
        match self.parts.iter_mut().find(|(name, _)| name.as_deref() == Some(key)) {
            Some((_, present)) => value.clone_into(present),
            None => self.parts.push((Some(key.to_owned()), value.to_owned())),
        }
    }

    /// Sets the part without a key where it stands, or puts it first.
    pub fn set_leading(&mut self, value: &str) {
        match self.parts.iter_mut().find(|(key, _)| key.is_none()) {
            Some((_, present)) => value.clone_into(present),
            None => self.parts.insert(0, (None, value.to_owned())),
        }
    }

    /// Gives the part without a key this one, where it stands.
    pub fn name_leading(&mut self, key: &str) {
        if let Some((name, _)) = self.parts.iter_mut().find(|(name, _)| name.is_none()) {
            *name = Some(key.to_owned());
        }
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) {
        self.parts.retain(|(name, _)| name.as_deref() != Some(key));
    }

    /// Brings the parts into the order of their keys; a part without a key has none.
    pub fn sort_by_key<K: Ord>(&mut self, order: impl Fn(Option<&str>) -> K) {
        self.parts.sort_by_key(|(key, _)| order(key.as_deref()));
    }

    /// Returns the parts that have a key, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parts.iter().filter_map(|(key, value)| Some((key.as_deref()?, value.as_str())))
    }

    /// Returns the keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|(key, _)| key.as_deref())
    }
}

impl fmt::Display for PropertyString {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (key, value)) in self.parts.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            match key {
                Some(key) => write!(formatter, "{comma}{key}={value}")?,
                None => write!(formatter, "{comma}{value}")?,
            }
        }
        Ok(())
    }
}

/// Returns whether a boolean of Proxmox is set; `None` if the text is no boolean.
pub fn parse_boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "on" | "yes" | "true" => Some(true),
        "0" | "off" | "no" | "false" => Some(false),
        _ => None,
    }
}

/// Parses a disk size of Proxmox (`8G`, `8704M`, `1.5T`, or bytes without a unit) to bytes.
pub fn parse_size(text: &str) -> Option<u64> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let shift = match unit {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => return None,
    };
    if let Ok(whole) = number.parse::<u64>() {
        return whole.checked_mul(1 << shift);
    }
    let value: f64 = number.parse().ok()?;
    Some((value * 2f64.powi(shift)) as u64)
}

/// Returns a size as Proxmox prints it: in the largest exact unit.
pub fn format_size(bytes: u64) -> String {
    let units = [("T", 40), ("G", 30), ("M", 20), ("K", 10)];
    let exact = units.iter().find(|(_, shift)| bytes.trailing_zeros() >= *shift);
    exact.map_or(bytes.to_string(), |(unit, shift)| format!("{}{unit}", bytes >> shift))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_touched_stays_as_it_is_written() {
        let text = "name=eth0,bridge=vmbr0,firewall=yes,hwaddr=bc:24:11:aa:bb:cc,type=veth";
        let mut string = PropertyString::parse(text);
        assert_eq!(string.to_string(), text);
        string.set("bridge", "vmbr1");
        string.remove("type");
        assert_eq!(string.to_string(), "name=eth0,bridge=vmbr1,firewall=yes,hwaddr=bc:24:11:aa:bb:cc");
    }

    #[test]
    fn the_leading_part_needs_no_key() {
        let string = PropertyString::parse("local-zfs:subvol-101-disk-0,size=8G");
        assert_eq!(string.leading(), Some("local-zfs:subvol-101-disk-0"));
        assert_eq!(string.get("size"), Some("8G"));
        let mut string = PropertyString::parse("up=7");
        string.set_leading("5");
        assert_eq!(string.to_string(), "5,up=7");
        string.set_leading("6");
        assert_eq!(string.to_string(), "6,up=7");
        string.name_leading("order");
        assert_eq!(string.to_string(), "order=6,up=7");
        string.name_leading("down");
        assert_eq!(string.to_string(), "order=6,up=7");
    }

    #[test]
    fn sizes_are_compared_as_bytes() {
        for (text, bytes) in
            [("8G", 8 << 30), ("8704M", 8704 << 20), ("1.5G", 1536 << 20), ("7000000517", 7_000_000_517), ("0T", 0)]
        {
            assert_eq!(parse_size(text), Some(bytes), "{text}");
        }
        assert_eq!(parse_size("8GB"), None);
        for (bytes, text) in [(1536 << 20, "1536M"), (7_000_000_517, "7000000517"), (0, "0T"), (1 << 40, "1T")] {
            assert_eq!(format_size(bytes), text);
        }
    }
}
