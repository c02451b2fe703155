package model

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"gatehouse/saml"
)

// MaxCustomAttributes bounds the custom attributes of an environment.
const MaxCustomAttributes = 100

// maxRedirects bounds the redirect URIs of an environment.
const maxRedirects = 100

// Bounds of what an environment keeps: a hundred years, and a pebibyte.
const (
	maxKeepDays = 36_525
	maxKeepMiB  = 1 << 30
)

// Check refuses what an environment cannot be. Redirect URIs that it had before
// stay, also if an earlier version took what this one would not.
func (e *Environment) Check(before []string) error {
	if len(e.RedirectURIs) > maxRedirects {
		return Refuse("redirect_uri", "remove some", "%d are more than %d", len(e.RedirectURIs), maxRedirects)
	}
	for i, uri := range e.RedirectURIs {
		if err := CheckRedirectURI(e.Kind, uri); err != nil && !slices.Contains(before, uri) {
			return err
		}
		if slices.Contains(e.RedirectURIs[:i], uri) {
			return Refuse("redirect_uri", "nothing is left to do", "%q is there already", uri)
		}
	}
	if e.DefaultRedirect != "" {
		if !slices.Contains(e.RedirectURIs, e.DefaultRedirect) {
			return Refuse("default_redirect", "add it to the redirect URIs first", "%q is not one of them",
				e.DefaultRedirect)
		}
		if strings.Contains(e.DefaultRedirect, "*") {
			return Refuse("default_redirect", "choose one that is written in full", "%q has a wildcard",
				e.DefaultRedirect)
		}
	}
	if e.SessionTimeout != 0 && (e.SessionTimeout < time.Minute || e.SessionTimeout > time.Hour) {
		return Refuse("session_timeout", "set it to 5m, for example", "%s is not between one minute and one hour",
			e.SessionTimeout)
	}
	if e.KeepDays < 0 || e.KeepDays > maxKeepDays {
		return Refuse("keep_days", "give a number of days, or 0 to keep them for ever", "%d is not between 0 and %d",
			e.KeepDays, maxKeepDays)
	}
	if e.KeepMiB < 0 || e.KeepMiB > maxKeepMiB {
		return Refuse("keep_mib", "give a number of MiB, or 0 for no bound", "%d is not between 0 and %d", e.KeepMiB,
			maxKeepMiB)
	}
	if err := e.checkPortal(); err != nil {
		return err
	}
	if err := checkCustomAttributes(e.CustomAttributes); err != nil {
		return err
	}
	if err := e.checkDirectoryAttributes(); err != nil {
		return err
	}
	return e.checkRoles()
}

// checkDirectoryAttributes refuses what is not predefined, and names that a custom attribute has.
func (e *Environment) checkDirectoryAttributes() error {
	const field = "directory_attribute"
	seen := map[string]bool{}
	for _, a := range e.CustomAttributes {
		seen[a.Name] = true
	}
	for _, name := range e.DirectoryAttributes {
		switch {
		case !slices.ContainsFunc(PredefinedAttributes, func(p PredefinedAttribute) bool { return p.Name == name }):
			return Refuse(field, "use one of "+predefinedNames(), "%q is not predefined", Short(name))
		case seen[name]:
			return Refuse(field, "remove or rename the custom attribute first", "%q is there already", name)
		}
		seen[name] = true
	}
	return nil
}

func predefinedNames() string {
	names := make([]string, len(PredefinedAttributes))
	for i, p := range PredefinedAttributes {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}

// SuccessFeatures are the features that a success URI can be set for.
func SuccessFeatures() []string { return []string{"sso", "dsync", "log_streams"} }

func (e *Environment) checkPortal() error {
	if e.PortalReturnURI != "" {
		if err := CheckPortalURI(e.Kind, "portal_return_uri", e.PortalReturnURI); err != nil {
			return err
		}
	}
	for _, feature := range slices.Sorted(maps.Keys(e.SuccessURIs)) {
		if !slices.Contains(SuccessFeatures(), feature) {
			return Refuse("success_uri", "use "+strings.Join(SuccessFeatures(), ", "), "there is no feature %q",
				Short(feature))
		}
		if err := CheckPortalURI(e.Kind, "success_uri", e.SuccessURIs[feature]); err != nil {
			return err
		}
	}
	return nil
}

var attributeName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

func checkCustomAttributes(all []CustomAttribute) error {
	const field = "custom_attribute"
	if len(all) > MaxCustomAttributes {
		return Refuse(field, "remove some", "%d are more than %d", len(all), MaxCustomAttributes)
	}
	seen := map[string]bool{}
	for _, field := range saml.ProfileFields() {
		seen[field.Key] = true
	}
	for _, a := range all {
		switch {
		case !attributeName.MatchString(a.Name):
			return Refuse(field, "use lower-case letters, digits and _, like cost_center", "%q cannot be a name",
				Short(a.Name))
		case seen[a.Name]:
			return Refuse(field, "choose another name", "%q is there already", a.Name)
		}
		if err := CheckText(field, a.Description, 200); err != nil {
			return err
		}
		seen[a.Name] = true
	}
	return nil
}
