package saml

// messageSituations are about how a message arrives and how it is written.
func messageSituations() []situation {
	path := "Response/Extensions/Assertion"
	return []situation{
		{cause: WrongBinding, check: checked("POST", "GET", "the response must be posted; other bindings are not accepted")},
		{cause: BodyTooLarge, check: measuring(Facts{Size: 1310720, MaxSize: 1048576},
			checked("at most 1048576 bytes", "1310720 bytes", ""))},
		{cause: DuplicateParameter, check: checked("one SAMLResponse", "2", "SAMLResponse is in the form more than once")},
		{cause: NoSAMLResponse, check: checked("SAMLResponse", "", "the body is empty")},
		{
			name: "an artifact", cause: WrongBinding,
			check: because(Artifact,
				checked("POST", "HTTP-Artifact", "SAMLart is an artifact that stands for the response (bindings 3.6)")),
		},
		{
			name: "a WS-Federation answer", cause: NoSAMLResponse,
			check: because(WSFederation,
				checked("SAMLResponse", "wresult", "the form holds wresult instead, the answer of WS-Federation")),
		},
		{
			name: "a request instead", cause: NoSAMLResponse,
			check: checked("SAMLResponse", "SAMLRequest", "the form holds SAMLRequest instead"),
		},
		{
			cause: BadBase64,
			check: checked("", "#PHNhbWxwOlJl…", `a character that is not of its alphabet ('#' at character 1)`),
		},
		{name: "twice", cause: BadBase64, check: because(EncodedTwice, checked("", "UEhOaGJXeHdP…", "the message is base64-encoded twice"))},
		{
			cause: DeflateInPost,
			check: checked("", "DEFLATE", "the message is compressed (DEFLATE); in the POST binding it must not be"),
		},
		{
			name: "gzip", cause: DeflateInPost,
			check: checked("", "gzip", "the message is compressed (gzip); in the POST binding it must not be"),
		},
		{
			cause: BadRelayState,
			check: checked("", "https://intranet.acme.test/start", "ignored: it is used only with a request of ours"),
		},
		{
			cause: BadEncoding,
			check: checked("", "encoding=\"ISO-8859-1\"?>", `the document declares the encoding "ISO-8859-1"; it must be sent `+
				`as UTF-8`),
		},
		{
			cause: ForbiddenCharacter,
			check: checked("", "\x01</saml:AttributeValue>", "the character U+0001 is not allowed in XML"),
		},
		{cause: DTD, check: checked("", "<!DOCTYPE x [", "document type declarations and other <! markup are not allowed")},
		{
			cause: UndefinedEntity,
			check: checked("", "&nbsp;Todd", `the entity "nbsp" is not defined: only amp, lt, gt, quot and apos are`),
		},
		{cause: NotWellFormed, check: checked("", "<b\">", "< must not stand in an attribute value; write &lt;")},
		{
			name: "cut off", cause: NotWellFormed,
			check: because(Shortened, checked("", "", `the document ends inside the element "saml:Assertion" that starts at `+
				`byte 812; was the message cut short?`)),
		},
		{name: "not XML", cause: NotWellFormed, check: because(NotXML, checked("", "hello", "there is text outside the root element"))},
		{
			cause: Comment,
			check: checked("", "<!-- x -->.evil.test</saml:NameID>", "comments are not allowed: they can hide where a signed "+
				"value ends"),
		},
		{cause: ProcessingInstruction, check: checked("", "<?x?>", "processing instructions are not allowed")},
		{
			cause: CDATA,
			check: checked("", "<![CDATA[Todd]]>", "CDATA sections are not allowed; write the text with &lt; and &amp;"),
		},
		{cause: BadNamespace, check: checked("", "saml2:Issuer>", `the namespace prefix of "saml2:Issuer" is not declared`)},
		{cause: DuplicateAttribute, check: checked("", "ID=", `the element "saml:Assertion" has the attribute "ID" twice`)},
		{
			cause: RelativeNamespace,
			check: checked("", "acme", `the namespace "acme" is a relative URI; canonical XML allows absolute ones only`),
		},
		{cause: DuplicateID, check: checked("", "_a1b2", "two elements have the same ID")},
		{cause: BadID, check: checked("ID", "xml:id", "the attribute xml:id could be taken for the ID")},
		{cause: SignatureWrapping, check: checked("", path, "where no such element belongs: "+path)},
		{
			cause: UnknownElement,
			check: checked("", "Response/Advice", "an element that does not belong here: Response/Advice"),
		},
		{cause: UnexpectedChild, check: checked("", "Response/Assertion/Subject/NameID/b", "an element inside of text")},
		{
			cause: LimitBytes,
			check: measuring(Facts{Size: 901120, MaxSize: 786432},
				checked("", "<samlp:Response", "the document is 901120 bytes long; at most 786432 are accepted")),
		},
		{cause: LimitDepth, check: checked("", "<x>", "elements stand more than 32 deep")},
		{cause: LimitElements, check: checked("", "<x>", "the document has more than 20000 elements")},
		{cause: LimitAttributes, check: checked("at most 32", "", "")},
		{cause: LimitNamespaces, check: checked("at most 32", "", "")},
		{cause: LimitName, check: checked("at most 256 bytes", "", "")},
		{cause: LimitAttributeValue, check: checked("at most 4096 bytes", "", "")},
		{
			cause: LimitText,
			check: checked("", "", "the text in the element \"saml:AttributeValue\" is 90000 bytes long; at most 65536 are "+
				"accepted"),
		},
		{cause: LimitValues, check: checked("at most 10000 values of one attribute", "", "")},
		{cause: LimitSignatures, check: checked("at most 2 signatures", "", "")},
		{
			cause: Advice,
			check: checked("", "Response/Assertion/Advice/Assertion", "it stands in the Advice of the assertion: "+
				"Response/Assertion/Advice/Assertion"),
		},
		{cause: KeyInfoForm, check: checked("", "", "the X509Certificate in KeyInfo holds BEGIN and END lines (PEM)")},
		{cause: LimitCertificates, check: checked("at most 5", "7", "")},
	}
}

// otherSituations are about us, not about the message.
func otherSituations() []situation {
	return []situation{
		{cause: UnknownConnection, check: checked("", "/sso/saml/acs/gone", "")},
		{cause: WrongAddress, check: checked("https://sso.example/sso/saml/acs/KEY", "https://sso.example/KEY", "")},
		{cause: ConnectionInactive, check: checked("active", "inactive", "")},
		{cause: TestIdPBarred, check: checked("", "", "the test identity provider is switched off (--test-idp=off)")},
		{cause: InternalError, check: checked("", "", "")},
	}
}
