package protocol

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"

	"gatehouse/saml/diff"
	"gatehouse/saml/xmldoc"
)

// notMetadata recognises what people send instead of metadata before it goes
// to the parser, whose words would be about syntax.
func notMetadata(doc []byte) error {
	if len(doc) > MaxMetadata {
		return fmt.Errorf("this file is larger than %d MiB: ask for the metadata of this one identity "+
			"provider, not of a "+
			"whole federation", MaxMetadata>>20)
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(doc, []byte("\ufeff")))
	head := bytes.ToLower(text[:min(len(text), 1024)])
	has := func(words string) bool { return bytes.Contains(head, []byte(words)) }
	starts := func(words string) bool { return bytes.HasPrefix(head, []byte(words)) }
	begins := func(magic string) bool { return bytes.HasPrefix(doc, []byte(magic)) }
	switch {
	case len(text) == 0:
		return errors.New("this file is empty: download the identity provider's metadata again")
	case begins("\xff\xfe") || begins("\xfe\xff") || begins("<\x00?\x00"):
		return errors.New("this file is UTF-16: save it as UTF-8, or download it again without opening it in an editor")
	case starts("<!doctype html") || starts("<html") || starts("<!doctype") && has("<html"):
		return webPage(text)
	case head[0] == '<':
		return nil
	case head[0] == '{' || head[0] == '[':
		if bytes.Contains(text, []byte(`"authorization_endpoint"`)) {
			return errors.New("this is an OpenID Connect discovery document (JSON), not SAML metadata: ask for " +
				"the SAML 2.0 " +
				"metadata of the identity provider")
		}
		return errors.New("this is JSON, not SAML metadata: ask for the identity provider's metadata as XML")
	case has("does not appear to have any style information"):
		return errors.New("this was copied out of a browser window, with the browser's own words in it: save " +
			"the page as a " +
			"file (or copy its source) and import that")
	case starts("-----begin"):
		if _, err := ParseCertificate(text); err != nil {
			return err
		}
		return errors.New("this is a certificate, not metadata: enter the values by hand and give the " +
			"certificate there, " +
			"or ask for the metadata XML")
	case (starts("http://") || starts("https://")) && !bytes.ContainsAny(text, " \n<"):
		return errors.New("this is the address of metadata, not metadata: import it by URL, or open it and " +
			"save what it " +
			"shows")
	case begins("PK\x03\x04"):
		return errors.New("this is a ZIP archive: unpack it and import the metadata XML in it")
	case begins("\x1f\x8b"):
		return errors.New("this file is compressed (gzip): unpack it and import the metadata XML in it")
	case begins("%PDF"):
		return errors.New(
			"this is a PDF document, not metadata: ask for the identity provider's metadata as an XML file")
	}
	if raw, err := base64.StdEncoding.DecodeString(withoutSpace(string(text))); err == nil {
		if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("<")) {
			return errors.New("this is metadata in base64: decode it first, or download the XML file itself")
		}
		return errors.New(
			"this is base64, not metadata: if it is a certificate, enter the values by hand and give it there")
	}
	if bytes.Contains(text, []byte("<")) {
		return fmt.Errorf("this file begins with %q instead of XML: remove what stands before the first <, or "+
			"download it "+
			"again", diff.Visible(firstLine(text), 40))
	}
	return fmt.Errorf("this is not XML: it begins with %q; download the identity provider's metadata again",
		diff.Visible(firstLine(text), 40))
}

func firstLine(text []byte) string {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return string(bytes.TrimSpace(line))
}

func webPage(text []byte) error {
	lower := bytes.ToLower(text)
	for _, sign := range []string{`type="password"`, "type=password", "sign in", "log in", "login", "signin",
		"sign-in"} {
		if bytes.Contains(lower, []byte(sign)) {
			return errors.New("this is a sign-in page, not metadata: where it comes from asks for a login; download " +
				"the metadata " +
				"while signed in and import the file, or use the public metadata URL")
		}
	}
	return errors.New("this is a web page (HTML), not metadata: use the link to the metadata XML itself")
}

// brokenXML puts the parser's refusal into the words of someone who has a file.
func brokenXML(doc []byte, err error) error {
	var broken *xmldoc.Error
	if !errors.As(err, &broken) {
		return fmt.Errorf("this metadata can't be read: %w", err)
	}
	switch {
	case broken.Cause == xmldoc.CauseDTD:
		return fmt.Errorf("this metadata has a document type declaration (DOCTYPE, line %d), which is "+
			"refused because it "+
			"can hide other files: ask for metadata without it", broken.Line)
	case broken.Cause == xmldoc.CauseEncoding:
		return fmt.Errorf("this metadata is not in UTF-8, nor in another encoding that it declares and that "+
			"is read here "+
			"(line %d): save it as UTF-8, or download it again without opening it in an editor", broken.Line)
	case broken.Cause == xmldoc.CauseNotWellFormed && !bytes.HasSuffix(bytes.TrimSpace(doc), []byte(">")),
		broken.Cause == xmldoc.CauseNotWellFormed && broken.Offset >= len(bytes.TrimSpace(doc)):
		return fmt.Errorf("this metadata is cut off at line %d: download or copy it again, to the end", broken.Line)
	case broken.Rule == "X11":
		return fmt.Errorf("this metadata is larger than an identity provider's can be (line %d: %s): ask for "+
			"the metadata "+
			"of this one identity provider", broken.Line, broken.Detail)
	}
	return fmt.Errorf("this metadata is damaged at line %d, column %d (%s): download it again without opening it in "+
		"an editor", broken.Line, broken.Column, broken.Detail)
}

// otherDocument names the SAML messages and other XML that is mistaken for
// metadata.
func otherDocument(d *xmldoc.Doc) error {
	root := d.Root()
	switch local := string(d.Local(root)); {
	case d.Is(root, MetadataNS, "EntitiesDescriptor"):
		return errors.New("this metadata is empty: its EntitiesDescriptor holds no entity; ask for the metadata of " +
			"the identity provider")
	case d.Is(root, ProtocolNS, "Response") || local == "Assertion":
		return errors.New("this is a SAML response, not metadata: ask for the identity provider's metadata")
	case d.Is(root, ProtocolNS, "AuthnRequest"):
		return errors.New("this is a SAML request, not metadata: ask for the identity provider's metadata")
	case local == "EntityDescriptor" || local == "EntitiesDescriptor":
		return fmt.Errorf("this metadata has the namespace %q instead of %q: ask for SAML 2.0 metadata",
			diff.Visible(d.Namespace(root), 100), MetadataNS)
	case local == "html":
		return errors.New("this is a web page (HTML), not metadata: use the link to the metadata XML itself")
	case local == "Error":
		return fmt.Errorf("this is an error message, not metadata (%q): the address or the access to it is wrong",
			diff.Visible(string(d.Text(d.First(root))), 100))
	}
	return fmt.Errorf("this is XML but not SAML metadata: its root is %q instead of EntityDescriptor; ask for the "+
		"identity provider's metadata", diff.Visible(string(d.Name(root)), 100))
}
