//! Each format with what it takes, what it refuses in `pct`'s words, and which spellings mean the same.

use super::*;

const PATTERN: &str = "value does not match the regex pattern";

fn check(format: Format, taken: &[&str], refused: &[&str], words: &str) {
    for text in taken {
        assert_eq!((format.check)(text), Ok(()), "{text:?}");
    }
    for text in refused {
        assert_eq!((format.check)(text), Err(words.replace("{}", text)), "{text:?}");
    }
    assert!(!format.takes.is_empty());
}

fn same(format: Format, one: &str, other: &str) {
    assert_eq!((format.normal)(one), (format.normal)(other));
}

fn different(format: Format, one: &str, other: &str) {
    assert_ne!((format.normal)(one), (format.normal)(other));
}

#[test]
fn host_names_and_domains() {
    let dns = "invalid format - value does not look like a valid DNS name";
    let long = "a".repeat(255);
    check(HOSTNAME, &["WEB01", "a.b-c.example", "9", &long], &["a_b", "foo.", "-a", "a-", "", "a..b"], dns);
    check(HOSTNAME, &[], &[&"a".repeat(256)], "value may only be 255 characters long");
    different(HOSTNAME, "WEB", "web");
    check(SEARCH_DOMAINS, &["a.example,b.example", "a  b;c"], &["a_b", "a.example -b"], dns);
    same(SEARCH_DOMAINS, "a.example,b.example", "a.example  b.example");
    different(SEARCH_DOMAINS, "a b", "b a");
}

#[test]
fn name_servers_are_addresses() {
    let taken = ["1.1.1.1 9.9.9.9,2606:4700::1111", "fe80::1%eth0", "FE80::1%eth0", "::1"];
    let refused = ["300.1.1.1", "host", "1.1.1.1%eth0", "2606::1%eth0", "1.1.1.1 x"];
    check(NAME_SERVERS, &taken, &refused, "invalid format - value does not look like a valid IP address");
    same(NAME_SERVERS, "1.1.1.1;8.8.8.8", " 1.1.1.1\t8.8.8.8 ");
    different(NAME_SERVERS, "1.1.1.1 8.8.8.8", "8.8.8.8 1.1.1.1");
}

#[test]
fn tags_are_a_set_without_case() {
    let refused = ["a/b", "-a", "+a", "a ü"];
    check(TAGS, &["a", "_x.y+z-1", "B b;a,,c"], &refused, "invalid format - invalid characters in tag");
    same(TAGS, "B b;a,,c  A", "a;b;c");
    different(TAGS, "a;b", "a");
    assert_eq!(tag_set("B b;a,,c  A;x.y+z"), "a;b;c;x.y+z");
}

#[test]
fn a_description_ends_in_any_number_of_newlines() {
    check(DESCRIPTION, &["", &"ü".repeat(8192)], &[&"x".repeat(8193)], "value may only be 8192 characters long");
    same(DESCRIPTION, "a\nb", "a\nb\n\n");
    different(DESCRIPTION, "a", " a");
}

#[test]
fn cpu_units_are_kept_between_1_and_10000() {
    check(CPU_UNITS, &["0", "500000"], &["500001"], "value must have a maximum value of 500000");
    check(CPU_UNITS, &[], &["x"], "type check ('integer') failed - got '{}'");
    same(CPU_UNITS, "20000", "10000");
    same(CPU_UNITS, "0", "1");
    different(CPU_UNITS, "9999", "10000");
    different(CPU_UNITS, "1", "2");
    assert_eq!((CPU_UNITS.normal)("x"), "x");
}

#[test]
fn time_zones_volumes_and_commands() {
    let refused = ["Mars/Base", "Europe/", "Europe", "utc", ""];
    check(TIME_ZONE, &["host", "UTC", "Europe/Vienna"], &refused, "invalid format - invalid time zone '{}'");
    let refused = ["snippets/h.sh", "local:", ":x", "a b:x"];
    check(VOLUME, &["local:snippets/h.sh"], &refused, "invalid format - unable to parse volume ID '{}'");
    check(COMMAND, &["/sbin/init --foo", "a\tb", "ü"], &["", "a\nb", "a\u{7f}"], PATTERN);
}

#[test]
fn variables_in_any_order() {
    check(ENVIRONMENT, &["A=1", "A=", "A_1=x y\0B=2"], &["not an env", "=1", "A-B=1", "A=1\nB=2", "A=1\0B"], PATTERN);
    same(ENVIRONMENT, "A=1\0B=2", "B=2\0A=1");
    different(ENVIRONMENT, "A=1\0B=2", "A=1");
}

#[test]
fn interfaces_and_addresses() {
    check(INTERFACE, &["vmbr0", "eth0.5", "a-b_c", "abcdefghijklmnopqrst"], &["vm br0", "", "a/b"], PATTERN);
    let refused = ["bc-24-11-00-00-aa", "bc:24:11", "01:00:5e:00:00:01"];
    let words = "invalid format - value does not look like a valid unicast MAC address";
    check(MAC, &["bc:24:11:00:00:aa"], &refused, words);
    same(MAC, "bc:24:11:00:00:aa", "BC:24:11:00:00:AA");
    check(
        IPV4,
        &["10.0.0.1"],
        &["foo", "10.0.0", "::1"],
        "invalid format - value does not look like a valid IPv4 address",
    );
    check(IPV6, &["fd00::1"], &["foo", "10.0.0.1"], "invalid format - value does not look like a valid IPv6 address");
    same(IPV6, "2001:DB8:0:0::1", "2001:db8::1");
    different(IPV6, "fd00::1", "fd00::2");
}

#[test]
fn addresses_with_their_prefix() {
    let words = "invalid format - value does not look like a valid ipv4 network configuration";
    let refused = ["none", "auto", "192.0.2.5", "192.0.2.5/33", "192.0.2.5/7", "192.0.2.5/+24", "x/24", "fd00::1/64"];
    check(IPV4_CONFIGURATION, &["dhcp", "manual", "192.0.2.5/32", "192.0.2.5/8"], &refused, words);
    let words = "invalid format - value does not look like a valid ipv6 network configuration";
    let refused = ["none", "fd00::2", "fd00::2/129", "fd00::2/7", "192.0.2.5/24"];
    check(IPV6_CONFIGURATION, &["auto", "dhcp", "manual", "fd00::2/128", "fd00::2/8"], &refused, words);
    same(IPV6_CONFIGURATION, "2001:DB8:0:0::1/64", "2001:db8::1/64");
    different(IPV6_CONFIGURATION, "fd00::1/64", "fd00::1/65");
    different(IPV6_CONFIGURATION, "fd00::1/64", "fd00::2/64");
    same(IPV6_CONFIGURATION, "auto", "auto");
}

#[test]
fn sets_within_a_property_string() {
    check(TRUNKS, &["3", "3;4"], &["", "3;", "3,4", "a"], PATTERN);
    same(TRUNKS, "4;3", "3;4");
    different(TRUNKS, "3;4", "3");
    check(MOUNT_OPTIONS, &["noatime", "noatime;nosuid"], &["foo", "", "noatime;"], PATTERN);
    same(MOUNT_OPTIONS, "nosuid;noatime", "noatime;nosuid");
    check(FILE_SYSTEMS, &["nfs;cifs", "nfs cifs"], &["", "nfs/x"], PATTERN);
    same(FILE_SYSTEMS, "nfs cifs", "cifs;nfs");
}

#[test]
fn paths_devices_and_maps() {
    let refused = ["/a/../b", "/a/./b", "/a/..", "/a/.", "../a"];
    check(
        MOUNT_PATH,
        &["/data", "data", "/", "/a/", "/..a"],
        &refused,
        "invalid format - {} contains illegal character sequences",
    );
    same(MOUNT_PATH, "/a/", "/a");
    same(MOUNT_PATH, "/", "/");
    different(MOUNT_PATH, "/", "");
    let refused = ["/dev/../etc/passwd", "/etc/passwd", "null"];
    check(DEVICE_PATH, &["/dev/dri/renderD128"], &refused, "invalid format - {} is not a valid device path");
    check(DEVICE_MODE, &["0660", "0000", "0777"], &["660", "0680", "1660", "432", "06600"], PATTERN);
    let refused = ["", "u:0:1000", "u:0:1000:0", "x:0:1000:1", "u:0:1000:1;", "u:a:1000:1", "u:0:b:1", "u:0:1000:1:1"];
    check(ID_MAP, &["passthrough", "u:0:1000:1;g:0:1000:10"], &refused, PATTERN);
    check(DIGITS, &["0", "007"], &["", "-1", "x"], PATTERN);
    same(DIGITS, "007", "7");
    check(DISK_SIZE, &["8G"], &[], "");
}
