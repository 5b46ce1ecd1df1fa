"""What the program ``odoo`` does, started by the interpreter of our choice."""

# A checkout and Debian's package put their program in different places; the package
# ``odoo`` itself is on the path in both cases.
import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
