package model

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
)

// AddCertificate adds a signing certificate of the identity provider, as PEM,
// base64 or DER, beside those that are there.
func (d *Desk) AddCertificate(ctx context.Context, id ID, text []byte) (Connection, []diagnose.Lint, error) {
	d, err := d.do(ctx, ActChangeConnection, ofConnection(id))
	if err != nil {
		return Connection{}, nil, err
	}
	der, err := protocol.ParseCertificate(text)
	if err != nil {
		return Connection{}, nil, &FieldError{Field: "certificate", Reason: err.Error()}
	}
	return d.reviseConnection(ctx, id, "added a certificate to %s", func(c *Connection, _ Organization) error {
		if d.addNew(c, der) == 0 {
			return refuse("certificate", "nothing is left to do", "it is there already")
		}
		return nil
	})
}

// AddCertificates adds what a file holds, in one step: a certificate, or all of
// the new ones in the metadata of the connection's identity provider. The old ones
// stay, so that sign-ins go on whichever is used.
func (d *Desk) AddCertificates(ctx context.Context, id ID, file []byte) (Connection, []diagnose.Lint, error) {
	d, err := d.do(ctx, ActChangeConnection, ofConnection(id))
	if err != nil {
		return Connection{}, nil, err
	}
	if !bytes.HasPrefix(bytes.TrimSpace(file), []byte("<")) {
		return d.AddCertificate(ctx, id, file)
	}
	const action = "added the certificates of a metadata file to %s"
	return d.reviseConnection(ctx, id, action, func(c *Connection, _ Organization) error {
		setup, err := c.ReadMetadata(file)
		if err != nil {
			return err
		}
		if setup.EntityID != c.IdPEntityID {
			return refuse("certificate", "choose the file of "+c.IdPEntityID,
				"this metadata is that of another identity provider, %s", short(setup.EntityID))
		}
		if d.addNew(c, setup.Certificates...) == 0 {
			return refuse("certificate",
				"create the new certificate at your identity provider first, then export its metadata again",
				"this metadata holds no certificate that is not here already")
		}
		return nil
	})
}

// addNew adds the certificates that are not there yet, and counts them.
func (d *Desk) addNew(c *Connection, certificates ...[]byte) (added int) {
	for _, der := range certificates {
		if c.Trusts(der) {
			continue
		}
		x := d.stamp()
		x.DER = der
		c.Certificates = append(c.Certificates, x)
		added++
	}
	return added
}

// RemoveCertificate takes a certificate away, named by its SHA-256 or SHA-1
// fingerprint or the beginning of it.
func (d *Desk) RemoveCertificate(ctx context.Context, id ID, fingerprint string) (Connection, []diagnose.Lint, error) {
	d, err := d.do(ctx, ActChangeConnection, ofConnection(id))
	if err != nil {
		return Connection{}, nil, err
	}
	return d.reviseConnection(ctx, id, "removed a certificate from %s", func(c *Connection, _ Organization) error {
		var found []int
		for i, x := range c.Certificates {
			if fingerprintIs(x.DER, fingerprint) {
				found = append(found, i)
			}
		}
		if len(found) != 1 {
			return refuse("certificate", "give the fingerprint of one, as it is listed",
				"%d certificates have the fingerprint %q", len(found), short(fingerprint))
		}
		if len(c.Certificates) == 1 && c.State != Draft {
			return refuse("certificate", "add its successor first, or reset the connection",
				"it is the only one: every sign-in would fail")
		}
		c.Certificates = slices.Delete(c.Certificates, found[0], found[0]+1)
		return nil
	})
}

func fingerprintIs(der []byte, text string) bool {
	plain := func(s string) string { return strings.ToUpper(strings.NewReplacer(":", "", " ", "").Replace(s)) }
	text = plain(text)
	return len(text) >= 8 && (strings.HasPrefix(plain(protocol.Fingerprint(der)), text) ||
		strings.HasPrefix(plain(protocol.SHA1Fingerprint(der)), text))
}
