//! The settings of a container: which there are, and what values they take. From the schema of Proxmox VE 9.2.

use crate::perl::property::Format;
use crate::perl::{Kind, Parameter};
use crate::perl::{formats, storage_formats};

const ANY: i64 = i64::MAX;

/// What `netN` holds.
pub static NET: Format = Format {
    default_key: None,
    required: &["name"],
    keys: &[
        ("bridge", Kind::Text(formats::interface)),
        ("firewall", Kind::Boolean),
        ("gw", Kind::Text(formats::ipv4)),
        ("gw6", Kind::Text(formats::ipv6)),
        ("host-managed", Kind::Boolean),
        ("hwaddr", Kind::Text(formats::mac_address)),
        ("ip", Kind::Text(formats::ipv4_configuration)),
        ("ip6", Kind::Text(formats::ipv6_configuration)),
        ("link_down", Kind::Boolean),
        ("mtu", Kind::Integer(64, 65535)),
        ("name", Kind::Text(formats::interface)),
        ("rate", Kind::Number(f64::MIN, f64::MAX)),
        ("tag", Kind::Integer(1, 4094)),
        ("trunks", Kind::Text(formats::trunks)),
        ("type", Kind::Words(&["veth"])),
    ],
};

/// What `mpN` holds.
pub static MOUNT: Format = Format {
    default_key: Some("volume"),
    required: &["mp", "volume"],
    keys: &[
        ("acl", Kind::Boolean),
        ("backup", Kind::Boolean),
        ("idmap", Kind::Text(formats::id_map)),
        ("keepattrs", Kind::Boolean),
        ("mountoptions", Kind::Text(formats::mount_options)),
        ("mp", Kind::Text(formats::mount_path)),
        ("quota", Kind::Boolean),
        ("replicate", Kind::Boolean),
        ("ro", Kind::Boolean),
        ("shared", Kind::Boolean),
        ("size", Kind::Text(formats::disk_size)),
        ("volume", Kind::Text(formats::mount_path)),
    ],
};

/// What `rootfs` holds.
pub static ROOT: Format = Format {
    default_key: Some("volume"),
    required: &["volume"],
    keys: &[
        ("acl", Kind::Boolean),
        ("idmap", Kind::Text(formats::id_map)),
        ("mountoptions", Kind::Text(formats::mount_options)),
        ("quota", Kind::Boolean),
        ("replicate", Kind::Boolean),
        ("ro", Kind::Boolean),
        ("shared", Kind::Boolean),
        ("size", Kind::Text(formats::disk_size)),
        ("volume", Kind::Text(formats::mount_path)),
    ],
};

/// What `devN` holds.
pub static DEVICE: Format = Format {
    default_key: Some("path"),
    required: &[],
    keys: &[
        ("deny-write", Kind::Boolean),
        ("gid", Kind::Integer(0, ANY)),
        ("mode", Kind::Text(formats::device_mode)),
        ("path", Kind::Text(formats::device_path)),
        ("uid", Kind::Integer(0, ANY)),
    ],
};

/// What `features` holds.
pub static FEATURES: Format = Format {
    default_key: None,
    required: &[],
    keys: &[
        ("force_rw_sys", Kind::Boolean),
        ("fuse", Kind::Boolean),
        ("keyctl", Kind::Boolean),
        ("mknod", Kind::Boolean),
        ("mount", Kind::Text(formats::file_systems)),
        ("nesting", Kind::Boolean),
    ],
};

static UNUSED: Format = Format {
    default_key: Some("volume"),
    required: &["volume"],
    keys: &[("volume", Kind::Text(storage_formats::volume_id))],
};

/// The operating systems that Proxmox knows inside a container.
pub const OS_TYPES: &[&str] = &[
    "debian",
    "devuan",
    "ubuntu",
    "centos",
    "fedora",
    "opensuse",
    "archlinux",
    "alpine",
    "gentoo",
    "nixos",
    "unmanaged",
];

const LOCKS: &[&str] = &[
    "backup",
    "create",
    "destroyed",
    "disk",
    "fstrim",
    "migrate",
    "mounted",
    "rollback",
    "snapshot",
    "snapshot-delete",
];

/// All settings that `pct create` and `pct set` take.
pub const SETTINGS: &[Parameter] = &[
    Parameter::new("arch", Kind::Words(&["amd64", "i386", "arm64", "armhf", "riscv32", "riscv64"])),
    Parameter::new("cmode", Kind::Words(&["shell", "console", "tty"])),
    Parameter::new("console", Kind::Boolean),
    Parameter::new("cores", Kind::Integer(1, 8192)),
    Parameter::new("cpulimit", Kind::Number(0.0, 8192.0)),
    Parameter::new("cpuunits", Kind::Integer(0, 500_000)),
    Parameter::new("debug", Kind::Boolean),
    Parameter::new("description", Kind::Text(formats::description)),
    Parameter::series("dev", 256, Kind::Properties(&DEVICE)),
    Parameter::new("entrypoint", Kind::Text(formats::printable)),
    Parameter::new("env", Kind::Text(formats::environment)),
    Parameter::new("features", Kind::Properties(&FEATURES)),
    Parameter::new("hookscript", Kind::Text(storage_formats::volume_id)),
    Parameter::new("hostname", Kind::Text(formats::dns_name)),
    Parameter::new("lock", Kind::Words(LOCKS)),
    Parameter::new("memory", Kind::Integer(16, ANY)),
    Parameter::series("mp", 256, Kind::Properties(&MOUNT)),
    Parameter::new("nameserver", Kind::List(formats::name_servers)),
    Parameter::series("net", 32, Kind::Properties(&NET)),
    Parameter::new("onboot", Kind::Boolean),
    Parameter::new("ostype", Kind::Words(OS_TYPES)),
    Parameter::new("protection", Kind::Boolean),
    Parameter::new("rootfs", Kind::Properties(&ROOT)),
    Parameter::new("searchdomain", Kind::List(formats::dns_names)),
    Parameter::new("startup", Kind::Text(formats::startup)),
    Parameter::new("swap", Kind::Integer(0, ANY)),
    Parameter::new("tags", Kind::List(formats::tags)),
    Parameter::new("template", Kind::Boolean),
    Parameter::new("timezone", Kind::Text(formats::time_zone)),
    Parameter::new("tty", Kind::Integer(0, 6)),
    Parameter::new("unprivileged", Kind::Boolean),
    Parameter::series("unused", 256, Kind::Properties(&UNUSED)),
];

/// What a configuration file may hold beside the settings.
pub const BOOKKEEPING: &[Parameter] =
    &[Parameter::new("parent", Kind::Text(formats::anything)), Parameter::new("snaptime", Kind::Integer(0, ANY))];

/// Returns whether a name is that of a numbered setting: `net3` of `net`.
pub fn is_one_of(name: &str, series: &str) -> bool {
    name.strip_prefix(series)
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}
