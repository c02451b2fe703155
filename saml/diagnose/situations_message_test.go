package diagnose

import "gatehouse/saml"

// messageSituations are about how a message arrives and how it is written.
func messageSituations() []situation {
	path := "Response/Extensions/Assertion"
	return []situation{
		{cause: saml.WrongBinding,
			check: checked("POST", "GET", "the response must be posted; other bindings are not accepted")},
		{cause: saml.BodyTooLarge, check: measuring(saml.Facts{Size: 1310720, MaxSize: 1048576},
			checked("at most 1048576 bytes", "1310720 bytes", ""))},
		{cause: saml.DuplicateParameter, check: checked("one SAMLResponse", "2",
			"SAMLResponse is in the form more than once")},
		{cause: saml.NoSAMLResponse, check: checked("SAMLResponse", "", "the body is empty")},
		{
			name: "an artifact", cause: saml.WrongBinding,
			check: because(saml.Artifact,
				checked("POST", "HTTP-Artifact", "SAMLart is an artifact that stands for the response (bindings 3.6)")),
		},
		{
			name: "a WS-Federation answer", cause: saml.NoSAMLResponse,
			check: because(saml.WSFederation,
				checked("SAMLResponse", "wresult", "the form holds wresult instead, the answer of WS-Federation")),
		},
		{
			name: "a request instead", cause: saml.NoSAMLResponse,
			check: checked("SAMLResponse", "SAMLRequest", "the form holds SAMLRequest instead"),
		},
		{
			cause: saml.BadBase64,
			check: checked("", "#PHNhbWxwOlJl…", `a character that is not of its alphabet ('#' at character 1)`),
		},
		{name: "twice", cause: saml.BadBase64,
			check: because(saml.EncodedTwice, checked("", "UEhOaGJXeHdP…", "the message is base64-encoded twice"))},
		{
			cause: saml.DeflateInPost,
			check: checked("", "DEFLATE", "the message is compressed (DEFLATE); in the POST binding it must not be"),
		},
		{
			name: "gzip", cause: saml.DeflateInPost,
			check: checked("", "gzip", "the message is compressed (gzip); in the POST binding it must not be"),
		},
		{
			cause: saml.BadRelayState,
			check: checked("", "https://intranet.acme.test/start", "ignored: it is used only with a request of ours"),
		},
		{
			cause: saml.BadEncoding,
			check: checked("", "encoding=\"ISO-8859-1\"?>", `the document declares the encoding "ISO-8859-1"; it `+
				`must be sent as UTF-8`),
		},
		{
			cause: saml.ForbiddenCharacter,
			check: checked("", "\x01</saml:AttributeValue>", "the character U+0001 is not allowed in XML"),
		},
		{cause: saml.DTD,
			check: checked("", "<!DOCTYPE x [", "document type declarations and other <! markup are not allowed")},
		{
			cause: saml.UndefinedEntity,
			check: checked("", "&nbsp;Todd", `the entity "nbsp" is not defined: only amp, lt, gt, quot and apos are`),
		},
		{cause: saml.NotWellFormed, check: checked("", "<b\">", "< must not stand in an attribute value; write &lt;")},
		{
			name: "cut off", cause: saml.NotWellFormed,
			check: because(saml.Shortened, checked("", "", `the document ends inside the element "saml:Assertion" `+
				`that starts at byte 812; was the message cut short?`)),
		},
		{name: "not XML", cause: saml.NotWellFormed,
			check: because(saml.NotXML, checked("", "hello", "there is text outside the root element"))},
		{
			cause: saml.Comment,
			check: checked("", "<!-- x -->.evil.test</saml:NameID>", "comments are not allowed: they can hide where "+
				"a signed value ends"),
		},
		{cause: saml.ProcessingInstruction, check: checked("", "<?x?>", "processing instructions are not allowed")},
		{
			cause: saml.CDATA,
			check: checked("", "<![CDATA[Todd]]>",
				"CDATA sections are not allowed; write the text with &lt; and &amp;"),
		},
		{cause: saml.BadNamespace,
			check: checked("", "saml2:Issuer>", `the namespace prefix of "saml2:Issuer" is not declared`)},
		{cause: saml.DuplicateAttribute,
			check: checked("", "ID=", `the element "saml:Assertion" has the attribute "ID" twice`)},
		{
			cause: saml.RelativeNamespace,
			check: checked("", "acme",
				`the namespace "acme" is a relative URI; canonical XML allows absolute ones only`),
		},
		{cause: saml.DuplicateID, check: checked("", "_a1b2", "two elements have the same ID")},
		{cause: saml.BadID, check: checked("ID", "xml:id", "the attribute xml:id could be taken for the ID")},
		{cause: saml.SignatureWrapping, check: checked("", path, "where no such element belongs: "+path)},
		{
			cause: saml.UnknownElement,
			check: checked("", "Response/Advice", "an element that does not belong here: Response/Advice"),
		},
		{cause: saml.UnexpectedChild, check: checked("", "Response/Assertion/Subject/NameID/b",
			"an element inside of text")},
		{
			cause: saml.LimitBytes,
			check: measuring(saml.Facts{Size: 901120, MaxSize: 786432},
				checked("", "<samlp:Response", "the document is 901120 bytes long; at most 786432 are accepted")),
		},
		{cause: saml.LimitDepth, check: checked("", "<x>", "elements stand more than 32 deep")},
		{cause: saml.LimitElements, check: checked("", "<x>", "the document has more than 20000 elements")},
		{cause: saml.LimitAttributes, check: checked("at most 32", "", "")},
		{cause: saml.LimitNamespaces, check: checked("at most 32", "", "")},
		{cause: saml.LimitName, check: checked("at most 256 bytes", "", "")},
		{cause: saml.LimitAttributeValue, check: checked("at most 4096 bytes", "", "")},
		{
			cause: saml.LimitText,
			check: checked("", "", "the text in the element \"saml:AttributeValue\" is 90000 bytes long; at most "+
				"65536 are accepted"),
		},
		{cause: saml.LimitValues, check: checked("at most 10000 values of one attribute", "", "")},
		{cause: saml.LimitSignatures, check: checked("at most 2 signatures", "", "")},
		{
			cause: saml.Advice,
			check: checked("", "Response/Assertion/Advice/Assertion", "it stands in the Advice of the assertion: "+
				"Response/Assertion/Advice/Assertion"),
		},
		{cause: saml.KeyInfoForm,
			check: checked("", "", "the X509Certificate in KeyInfo holds BEGIN and END lines (PEM)")},
		{cause: saml.LimitCertificates, check: checked("at most 5", "7", "")},
	}
}

// otherSituations are about us, not about the message.
func otherSituations() []situation {
	return []situation{
		{cause: saml.UnknownConnection, check: checked("", "/sso/saml/acs/gone", "")},
		{cause: saml.WrongAddress, check: checked("https://sso.example/sso/saml/acs/KEY", "https://sso.example/KEY",
			"")},
		{cause: saml.ConnectionInactive, check: checked("active", "inactive", "")},
		{cause: saml.TestIdPBarred,
			check: checked("", "", "the test identity provider is switched off (--test-idp=off)")},
		{cause: saml.InternalError, check: checked("", "", "")},
	}
}
