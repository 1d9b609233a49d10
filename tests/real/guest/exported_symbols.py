"""Prints the symbols that a stripped Linux kernel of 64 bit exports to its modules, as the lines of a Module.symvers.

    python3 exported_symbols.py KERNEL

Each entry of the tables __ksymtab and __ksymtab_gpl is three addresses: of the symbol, of its name, of its namespace's name
or 0 (struct kernel_symbol, include/linux/export-internal.h of Linux 6.12, without relative relocations, as on User Mode Linux).
"""

import struct
import sys

TABLES = {"__ksymtab": "EXPORT_SYMBOL", "__ksymtab_gpl": "EXPORT_SYMBOL_GPL"}
ENTRY = struct.Struct("<QQQ")
# sh_name, sh_type, sh_flags, sh_addr, sh_offset, sh_size, sh_link, sh_info, sh_addralign, sh_entsize
SECTION = struct.Struct("<IIQQQQIIQQ")
WITHOUT_CONTENT = 8  # SHT_NOBITS


def text_at(image, offset):
    return image[offset : image.index(b"\0", offset)].decode()


def sections_of(image):
    """Returns the ELF sections by name, each as (address, offset, size), of those that have content."""
    (table,) = struct.unpack_from("<Q", image, 0x28)
    size, count, names = struct.unpack_from("<HHH", image, 0x3A)
    headers = [SECTION.unpack_from(image, table + size * index) for index in range(count)]
    names_at = headers[names][4]
    return {
        text_at(image, names_at + header[0]): header[3:6] for header in headers if header[1] != WITHOUT_CONTENT
    }


def main():
    with open(sys.argv[1], "rb") as file:
        image = file.read()
    sections = sections_of(image)

    def text_of(address):
        for begins, offset, size in sections.values():
            if begins and begins <= address < begins + size:
                return text_at(image, offset + address - begins)
        raise SystemExit(f"{sys.argv[1]}: nothing lies at address {address:#x}")

    for table, kind in TABLES.items():
        _, offset, size = sections[table]
        for _, name, namespace in ENTRY.iter_unpack(image[offset : offset + size]):
            print("0x00000000", text_of(name), "vmlinux", kind, text_of(namespace) if namespace else "", sep="\t")


if __name__ == "__main__":
    main()
