package oidc

import (
	"encoding/json"
	"slices"
	"strings"

	"gatehouse/saml"
	"gatehouse/saml/diff"
)

// see notes what the answer says of itself, for display.
func (j *judging) see() {
	all := j.claims
	if info := claimsOf(j.answer.UserInfo); info != nil {
		all = all.with(info)
	}
	seen := &j.v.Seen
	seen.Issuer, seen.NameID, seen.Email = cut(all.text("iss")), cut(all.text("sub")), cut(all.text("email"))
	seen.StatusCode, seen.StatusMessage = j.answer.Redirect.Error, j.answer.Redirect.Description
	seen.IssueInstant, _ = all.time("iat")
	seen.Attributes = all.attributes()
}

func headerOf(text []byte) (h header) {
	_ = json.Unmarshal(text, &h) // what cannot be read is empty, and was refused
	return h
}

// profile is O15 to O18: who the user is.
func (j *judging) profile() bool {
	subject := j.claims.text("sub")
	if subject == "" {
		return j.fail(checkClaims, saml.Check{Cause: saml.OIDCMissingClaims, Fields: "id", Expected: "sub"})
	}
	if info := claimsOf(j.answer.UserInfo); info != nil {
		// User information of somebody else must not be used (Core 1.0, section 5.3.2).
		if other := info.text("sub"); other != subject {
			return j.fail(checkUserInfo, saml.Check{Cause: saml.OIDCUserInfo, Reason: saml.OtherSubject,
				Expected: subject, Received: other})
		}
		j.claims = j.claims.with(info)
	}
	j.claims = j.claims.with(j.answer.Redirect.Name.claims())
	j.v.Seen.Attributes = j.claims.attributes()
	missing := j.missing()
	if t := j.answer.UserInfoTrouble; t != nil && len(missing) > 0 {
		return j.fail(checkUserInfo, saml.Check{Cause: saml.OIDCUserInfo, Reason: t.Reason, Received: t.Address,
			Detail: t.Text})
	} else if t != nil {
		j.v.Checks[checkUserInfo].Outcome, j.v.Checks[checkUserInfo].Cause = saml.Warning, saml.OIDCUserInfo
		j.v.Checks[checkUserInfo].Detail = t.Text
	} else {
		j.pass(checkUserInfo)
	}
	if len(missing) > 0 {
		return j.fail(checkClaims, saml.Check{Cause: saml.OIDCMissingClaims, Fields: strings.Join(missing, ", "),
			Expected: strings.Join(j.sourcesOf(missing), ", "), Received: j.received()})
	}
	if f, values := j.ambiguous(); f.Key != "" {
		return j.fail(checkClaims, saml.Check{Cause: saml.MultipleValues, Fields: f.Key,
			Received: strings.Join(values, ", ")})
	}
	j.pass(checkClaims)
	return j.email()
}

// ambiguous is a field that tells who the user is and has several values.
func (j *judging) ambiguous() (saml.ProfileField, []string) {
	for _, f := range saml.ProfileFields() {
		_, values := filled(j.v.Seen.Attributes, j.sources(f))
		if f.Always && slices.ContainsFunc(values, func(v string) bool { return v != values[0] }) {
			return f, values
		}
	}
	return saml.ProfileField{}, nil
}

// missing are the fields that no profile is without, and that no claim fills.
func (j *judging) missing() (fields []string) {
	for _, key := range j.settings.Mapping.RequiredFields() {
		f, _ := saml.ProfileFieldNamed(key)
		if _, values := filled(j.v.Seen.Attributes, j.sources(f)); len(values) == 0 {
			fields = append(fields, key)
		}
	}
	return fields
}

func (j *judging) sourcesOf(fields []string) (all []string) {
	for _, key := range fields {
		f, _ := saml.ProfileFieldNamed(key)
		all = append(all, j.sources(f)...)
	}
	return all
}

func (j *judging) received() string {
	var names []string
	for _, a := range j.v.Seen.Attributes {
		names = append(names, a.Name)
	}
	return strings.Join(names, ", ")
}

// consumers is Microsoft's tenant for accounts of persons, which proves their addresses.
const consumers = "9188040d-6c67-4c5b-b112-36a304b66dad"

// proved tells whether the claim "email" may say who the user is. Where people of any
// tenant of Microsoft are let in it is what an administrator of theirs has typed, and may be
// anybody's, unless Microsoft says that the owner of its domain is that tenant.
func (j *judging) proved() bool {
	said := valuesOf(j.claims["xms_edov"])
	return !strings.Contains(j.settings.IdPEntityID, TenantID) || j.claims.text("tid") == consumers ||
		len(said) == 1 && (said[0] == "true" || said[0] == "1")
}

// sources are the claims that fill a field. An address that is not proved gives way to
// another claim, and is refused if there is none.
func (j *judging) sources(f saml.ProfileField) []string {
	all := SourcesOf(f, j.settings.Mapping)
	if f.Key != "email" || j.proved() {
		return all
	}
	others := slices.DeleteFunc(slices.Clone(all), func(name string) bool { return name == "email" })
	if _, values := filled(j.v.Seen.Attributes, others); len(values) > 0 {
		return others
	}
	return all
}

// email is O17 and O18. A provider that says that it has not verified an address
// says that anybody may have typed it; one that says nothing vouches for its users.
func (j *judging) email() bool {
	f, _ := saml.ProfileFieldNamed("email")
	source, values := filled(j.v.Seen.Attributes, j.sources(f))
	email := strings.TrimSpace(values[0])
	j.v.Seen.Email = cut(email)
	domain, problem := saml.EmailDomain(email)
	if problem != "" {
		return j.fail(checkEmail, saml.Check{Cause: saml.BadEmail, Expected: "user@domain", Received: email,
			Detail: problem})
	}
	j.passed(checkEmail, "", email)
	for _, claim := range []string{"email_verified", "xms_edov"} { // the second is Microsoft's, which says "1" too
		said := valuesOf(j.claims[claim])
		if source == "email" && len(said) > 0 && said[0] != "true" && !(claim == "xms_edov" && said[0] == "1") {
			return j.fail(checkEmailVerified, saml.Check{Cause: saml.OIDCEmailUnverified, Expected: "true",
				Received: said[0]})
		}
	}
	if source == "email" && !j.proved() {
		return j.fail(checkEmailVerified, saml.Check{Cause: saml.OIDCEmailUnverified, Expected: "true",
			Received: "missing"})
	}
	j.pass(checkEmailVerified)
	domains := j.settings.Domains
	if slices.Contains(domains, domain) || j.settings.AllowOutside {
		j.passed(checkDomain, "", domain)
		return true
	}
	nearest := ""
	if i := slices.IndexFunc(domains, func(d string) bool { return diff.Between(d, domain) != "" }); i >= 0 {
		nearest = domains[i]
	}
	return j.fail(checkDomain, saml.Check{Cause: saml.DomainNotAllowed, Received: domain,
		Expected: strings.Join(domains[:min(len(domains), 20)], ", "), Detail: diff.Between(nearest, domain),
		Facts: &saml.Facts{Nearest: nearest}})
}

// read makes the profile of an answer for which each check has passed.
func (j *judging) read() *saml.Profile {
	attributes, m := j.v.Seen.Attributes, j.settings.Mapping
	one := func(key string) string {
		f, _ := saml.ProfileFieldNamed(key)
		if _, values := filled(attributes, j.sources(f)); len(values) > 0 {
			return strings.TrimSpace(values[0])
		}
		return ""
	}
	p := &saml.Profile{
		IdPID: one("id"), Email: one("email"), FirstName: one("first_name"), LastName: one("last_name"),
		Name: one("name"), NameID: j.claims.text("sub"), Raw: attributes,
	}
	groups, _ := saml.ProfileFieldNamed("groups")
	_, p.Groups = filled(attributes, j.sources(groups))
	for name, source := range m.Custom {
		if _, values := filled(attributes, []string{source}); len(values) > 0 {
			if p.Custom == nil {
				p.Custom = map[string]string{}
			}
			p.Custom[name] = values[0]
		}
	}
	return p
}
