//! The names that a firewall rule may use: services, protocols, types of ICMP, macros (pve-firewall 6.0 on Debian 13).

/// Returns whether `/etc/services` has this name.
pub(super) fn is_service(name: &str) -> bool {
    SERVICES.split_whitespace().any(|known| known == name)
}

/// Returns whether `/etc/protocols` has this name or number, or it is `icmpv6`, which Proxmox adds.
pub(super) fn is_protocol(name: &str) -> bool {
    let is_number = || name.parse::<u16>().is_ok_and(|number| NUMBERS.contains(&number) && number.to_string() == name);
    name == "icmpv6" || PROTOCOLS.split_whitespace().any(|known| known == name) || is_number()
}

/// Returns whether a type of ICMP has this name.
pub(super) fn is_icmp_type(name: &str) -> bool {
    ICMP.split_whitespace().any(|known| known == name)
}

/// Returns whether a type of ICMPv6 has this name.
pub(super) fn is_icmpv6_type(name: &str) -> bool {
    ICMPV6.split_whitespace().any(|known| known == name)
}

/// Returns the macro of this name, in any spelling: its own, and for each of its rules protocol, destination and source ports.
pub(super) fn find_macro(name: &str) -> Option<(&'static str, Parts)> {
    let mut listed = MACROS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    let (known, rules) = listed.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    let parts = |rule: &'static str| {
        let mut parts = rule.split('/').map(|part| Some(part).filter(|part| *part != "."));
        std::array::from_fn(|_| parts.next().flatten())
    };
    Some((known, rules.split('\t').map(parts).collect()))
}

type Parts = Vec<[Option<&'static str>; 3]>;

/// Returns the rules of a macro for a version of IP, if that is known: two have others for IPv6, two are for IPv6 only.
pub(super) fn macro_rules(name: &str, version: Option<u8>) -> Option<Parts> {
    let (known, mut rules) = find_macro(name)?;
    if matches!(known, "DHCPv6" | "NeighborDiscovery") && version == Some(4) {
        return None;
    }
    if matches!(known, "Ping" | "Trcrt") && version == Some(6) {
        rules
            .iter_mut()
            .for_each(|[protocol, ..]| *protocol = protocol.map(|it| if it == "icmp" { "icmpv6" } else { it }));
    }
    Some(rules)
}

const SERVICES: &str = "\
    tcpmux echo discard systat daytime netstat qotd chargen ftp-data ftp fsp ssh telnet smtp time whois tacacs \
    domain bootps bootpc tftp gopher finger http kerberos iso-tsap acr-nema pop3 sunrpc auth nntp ntp epmap \
    netbios-ns netbios-dgm netbios-ssn imap2 snmp snmp-trap cmip-man cmip-agent mailq xdmcp bgp smux qmtp z3950 \
    ipx ptp-event ptp-general pawserv zserv rpc2portmap codaauth2 clearcase ldap svrloc https snpp microsoft-ds \
    kpasswd submissions saft isakmp rtsp nqs asf-rmcp qmqp ipp ldp exec biff login who shell syslog printer talk \
    ntalk route gdomap uucp klogin kshell dhcpv6-client dhcpv6-server afpovertcp nntps submission ldaps tinc silc \
    kerberos-adm domain-s rsync ftps-data ftps telnets imaps pop3s socks proofd rootd openvpn rmiregistry \
    lotusnote ms-sql-s ms-sql-m ingreslock datametrics sa-msg-port kermit groupwise l2f radius radius-acct \
    cisco-sccp nfs gnunet rtcm-sc104 gsigatekeeper gris cvspserver venus venus-se codasrv codasrv-se mon dict \
    f5-globalsite gsiftp gpsd gds-db icpv2 isns iscsi-target mysql ms-wbt-server nut distcc daap svn suucp sysrqd \
    sieve epmd remctl f5-iquery ntske ipsec-nat-t iax mtn radmin-port sip sip-tls xmpp-client xmpp-server cfengine \
    mdns postgresql freeciv amqps amqp x11 x11-1 x11-2 x11-3 x11-4 x11-5 x11-6 x11-7 gnutella-svc gnutella-rtr \
    redis sge-qmaster sge-execd mysql-proxy babel ircs-u bbs afs3-fileserver afs3-callback afs3-prserver \
    afs3-vlserver afs3-kaserver afs3-volser afs3-bos afs3-update afs3-rmtsys font-service http-alt puppet \
    bacula-dir bacula-fd bacula-sd xmms2 nbd zabbix-agent zabbix-trapper amanda dicom hkp db-lsp dcap gsidcap wnn6 \
    kerberos4 kerberos-master passwd-server krb-prop zephyr-srv zephyr-clt zephyr-hm iprop supfilesrv supfiledbg \
    poppassd moira-db moira-update moira-ureg spamd skkserv predict rmtcfg xtel xtelw zebrasrv zebra ripd ripngd \
    ospfd bgpd ospf6d ospfapi isisd fax hylafax munin rplay nrpe nsca canna syslog-tls sane-port ircd zope-ftp \
    tproxy omniorb clc-build-daemon xinetd git zope webmin kamanda amandaidx amidxtape sgi-cmsd sgi-crsd sgi-gcd \
    sgi-cad binkp asp csync2 dircproxy tfido fido";

const PROTOCOLS: &str = "\
    ip hopopt icmp igmp ggp ipencap st tcp egp igp pup udp hmp xns-idp rdp iso-tp4 dccp xtp ddp idpr-cmtp ipv6 \
    ipv6-route ipv6-frag idrp rsvp gre esp ah skip ipv6-icmp ipv6-nonxt ipv6-opts rspf vmtp eigrp ospf ax.25 ipip \
    etherip encap pim ipcomp vrrp l2tp isis sctp fc mobility-header udplite mpls-in-ip manet hip shim6 wesp rohc \
    ethernet mptcp";

#[rustfmt::skip]
const NUMBERS: &[u16] = &[
    0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 17, 20, 22, 27, 29, 33, 36, 37, 38, 41, 43, 44, 45, 46, 47, 50, 51, 57, 58,
    59, 60, 73, 81, 88, 89, 93, 94, 97, 98, 103, 108, 112, 115, 124, 132, 133, 135, 136, 137, 138, 139, 140,
    141, 142, 143, 262,
];

const ICMP: &str = "\
    any echo-reply destination-unreachable network-unreachable host-unreachable protocol-unreachable \
    port-unreachable fragmentation-needed source-route-failed network-unknown host-unknown network-prohibited \
    host-prohibited TOS-network-unreachable TOS-host-unreachable communication-prohibited \
    host-precedence-violation precedence-cutoff source-quench redirect network-redirect host-redirect \
    TOS-network-redirect TOS-host-redirect echo-request router-advertisement router-solicitation time-exceeded \
    ttl-zero-during-transit ttl-zero-during-reassembly parameter-problem ip-header-bad required-option-missing \
    timestamp-request timestamp-reply address-mask-request address-mask-reply";

const ICMPV6: &str = "\
    destination-unreachable no-route communication-prohibited beyond-scope address-unreachable port-unreachable \
    failed-policy reject-route packet-too-big time-exceeded ttl-zero-during-transit ttl-zero-during-reassembly \
    parameter-problem bad-header unknown-header-type unknown-option echo-request echo-reply router-solicitation \
    router-advertisement neighbor-solicitation neighbour-solicitation neighbor-advertisement \
    neighbour-advertisement redirect";

/// Name, and its rules `PROTOCOL/DESTINATION/SOURCE`, as the API lists them; a `.` is nothing.
const MACROS: &str = include_str!("../../data/firewall_macros.txt");
