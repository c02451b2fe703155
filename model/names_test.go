package model

import "testing"

// A unique name is read back as what it was made of, whatever stands in the value;
// and it is written as earlier versions wrote it.
func TestUniqueNames(t *testing.T) {
	for _, test := range []struct {
		made, stored string
		kind         nameKind
		value        string
	}{
		{nameDomain.in("env_1", "acme.com"), "domain/env_1/acme.com", nameDomain, "acme.com"},
		{nameExternal.in("env_1", "a/b/c"), "external/env_1/a/b/c", nameExternal, "a/b/c"},
		{nameExternal.in("env_1", ""), "external/env_1/", nameExternal, ""},
		{nameDomainID.of("org_domain_1"), "org_domain/org_domain_1", nameDomainID, "org_domain_1"},
		{nameClient.of("client_1"), "client/client_1", nameClient, "client_1"},
		{nameClient.of("with/slash"), "client/with/slash", nameClient, "with/slash"},
		{nameEnvironment.of("staging"), "environment/staging", nameEnvironment, "staging"},
		{nameKeyHash.of("00ff"), "key/00ff", nameKeyHash, "00ff"},
		{nameACS.of("k"), "acs/k", nameACS, "k"},
		{nameToken.of("00ff"), "token/00ff", nameToken, "00ff"},
		{nameLiveLink.of("org_1"), "link/org_1", nameLiveLink, "org_1"},
	} {
		if test.made != test.stored {
			t.Errorf("%q is written, stores have %q", test.made, test.stored)
		}
		if kind, value := parseName(test.made); kind != test.kind || value != test.value {
			t.Errorf("%q is read as %s of %q", test.made, kind, value)
		}
	}
}
