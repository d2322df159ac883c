/*
 * Keys and names of ISO 32000-1 and 32000-2 and of the signature handlers that files use:
 * the only ones that an outline shows. Sorted by their bytes.
 */
#include "pdf/outline.h"

#include <stdlib.h>

/* clang-format off */
static const char *const names[] = {
    "A", "A85", "AA", "AC", "ADBE", "ADBE_Extn", "AESV2", "AESV3", "AF", "AFRelationship", "AHx",
    "AN", "AP", "APRef", "AS", "ASCII85Decode", "ASCIIHexDecode", "AcroForm", "Action",
    "ActualText", "AdbeVersion", "Adobe", "Adobe.PPKLite", "Adobe.PPKMS", "Adobe.PubSec", "Alt",
    "Alternate", "AlternatePresentations", "Alternates", "Annot", "Annots", "AntiAlias", "App",
    "AppDefault", "Art", "ArtBox", "Artifact", "AsIs", "Ascent", "Associated", "AtLeast",
    "Attached", "Attestation", "AuthCode", "AuthEvent", "Author", "AvgWidth", "B", "BBox", "BC",
    "BG", "BG2", "BM", "BS", "Background", "BackgroundColor", "BaseEncoding", "BaseFont",
    "BaseVersion", "Bead", "BitsPerComponent", "BitsPerCoordinate", "BitsPerFlag", "BitsPerSample",
    "BlackIs1", "BlackPoint", "BleedBox", "Border", "Bounds", "Btn", "ByteRange", "C", "C0", "C1",
    "CA", "CCF", "CCITTFaxDecode", "CF", "CFM", "CICI.SignIt", "CIDFontType0", "CIDFontType0C",
    "CIDFontType2", "CIDInit", "CIDSet", "CIDSystemInfo", "CIDToGIDMap", "CL", "CMap", "CMapName",
    "CMapType", "CO", "CRL", "CRLs", "CS", "CalCMYK", "CalGray", "CalRGB", "CapHeight", "Catalog",
    "CenterWindow", "Cert", "Certs", "Ch", "Changes", "CharProcs", "CharSet", "ClassMap", "ClrF",
    "ClrFf", "Collection", "Color", "ColorSpace", "ColorTransform", "Colorants", "Colors",
    "Columns", "Comments", "Component", "Compound", "Confidential", "ContactInfo", "Content",
    "Contents", "Coords", "Count", "CreationDate", "Creator", "CropBox", "Cross", "Crypt", "Cs",
    "D", "DA", "DCT", "DCTDecode", "DI", "DL", "DOS", "DP", "DR", "DS", "DSS", "DV", "DW", "DW2",
    "DamagedRowsBeforeError", "Dashed", "Data", "Date", "Decode", "DecodeParms", "DefEmbeddedFile",
    "Default", "DefaultCMYK", "DefaultCryptFilter", "DefaultForPrinting", "DefaultGray",
    "DefaultRGB", "Desc", "DescendantFonts", "Descent", "Dest", "Dests", "DeviceCMYK",
    "DeviceGray", "DeviceN", "DeviceRGB", "Di", "Differences", "DigestLocation", "DigestMethod",
    "DigestMethods", "DigestValue", "Direction", "DisplayDocTitle", "DocMDP", "DocTimeStamp",
    "Document", "Domain", "Duplex", "Dur", "E", "EF", "EFF", "ESIC", "ETSI.CAdES.detached",
    "ETSI.RFC3161", "EarlyChange", "Embedded", "EmbeddedFile", "EmbeddedFiles", "Encode",
    "EncodedByteAlign", "Encoding", "Encrypt", "EncryptMetadata", "EndOfBlock", "EndOfLine",
    "Entrust.PPKEF", "ExData", "ExtGState", "Extend", "Extends", "ExtensionLevel", "Extensions",
    "F", "FB", "FD", "FDecodeParms", "FFilter", "FL", "FS", "FT", "Ff", "Field", "FieldMDP",
    "Fields", "Figure", "FileAttachment", "Filespec", "Filter", "First", "FirstChar", "FirstPage",
    "Fit", "FitB", "FitBH", "FitBV", "FitH", "FitR", "FitV", "FitWindow", "Fl", "Flags",
    "FlateDecode", "Font", "FontBBox", "FontDescriptor", "FontFamily", "FontFile", "FontFile2",
    "FontFile3", "FontMatrix", "FontName", "FontStretch", "FontWeight", "Form", "FormType",
    "FreeText", "Frequency", "FullScreen", "Function", "FunctionType", "Functions", "G",
    "GB-EUC-H", "GBK-EUC-H", "GBK-EUC-V", "GBKp-EUC-H", "GTS_PDFA1", "GTS_PDFX", "Gamma", "GoTo",
    "GoToE", "GoToR", "Group", "H", "HT", "Height", "Hide", "HideMenubar", "HideToolbar",
    "HideWindowUI", "Highlight", "I", "IC", "ICCBased", "ID", "IDS", "IF", "IRT", "IT", "IX",
    "Identity", "Identity-H", "Identity-V", "Image", "ImageB", "ImageC", "ImageI", "ImageMask",
    "Import", "Include", "Index", "Indexed", "Info", "Ink", "InkList", "Inline", "Intent",
    "Interpolate", "IsMap", "Issuer", "ItalicAngle", "JBIG2Decode", "JBIG2Globals", "JPXDecode",
    "JS", "JavaScript", "K", "KeyUsage", "Keywords", "Kids", "L", "LC", "LE", "LJ", "LL", "LLE",
    "LLO", "LW", "LZW", "LZWDecode", "Lab", "Lang", "Last", "LastChar", "LastModified", "LastPage",
    "Leading", "Legal", "LegalAttestation", "LegalRep", "Length", "Length1", "Length2", "Length3",
    "Limits", "Line", "Linearized", "Link", "ListMode", "ListNumbering", "Local", "Location",
    "Lock", "LockDocument", "M", "MCID", "MCR", "MDP", "MK", "MMType1", "MN", "MacExpertEncoding",
    "MacRomanEncoding", "Mark", "MarkInfo", "Marked", "Mask", "Matrix", "Matte", "MaxLen",
    "MaxWidth", "Measure", "MediaBox", "Metadata", "MissingWidth", "Mix", "ModDate", "Movie", "N",
    "NM", "Name", "Named", "Names", "NeedAppearances", "NewWindow", "Next", "NextPage",
    "NonEFontNoWarn", "NonFullScreenPageMode", "None", "Normal", "NumCopies", "Nums", "O", "OB",
    "OBJR", "OC", "OCG", "OCGs", "OCMD", "OCProperties", "OCSP", "OCSPs", "OE", "OFF", "ON", "OP",
    "OPM", "OS", "ObjStm", "Off", "OneColumn", "OpenAction", "OpenType", "Operation", "Opt",
    "Order", "Ordering", "Outlines", "OutputCondition", "OutputConditionIdentifier",
    "OutputIntent", "OutputIntents", "Overlay", "P", "PA", "PCM", "PDF", "PMD", "PS", "PV", "Page",
    "PageElement", "PageLabel", "PageLabels", "PageLayout", "PageMode", "Pages", "PaintType",
    "Panel", "Params", "Parent", "ParentTree", "ParentTreeNextKey", "Password", "Pattern",
    "PatternType", "Perms", "Pg", "PieceInfo", "PolyLine", "Polygon", "Popup", "Predictor",
    "PreferredSize", "Prev", "PrevPage", "Print", "PrintArea", "PrintClip", "PrintPageRange",
    "PrintScaling", "PrinterMark", "ProcSet", "Process", "Producer", "Prop_AuthTime",
    "Prop_AuthType", "Prop_Build", "Properties", "PubSec", "Q", "QuadPoints", "R", "RBGroups",
    "RC", "RD", "REx", "RF", "RGB", "RI", "RIPEMD160", "RL", "RT", "RV", "Range", "Rate", "Reason",
    "Recipients", "Rect", "Redact", "Ref", "Reference", "Registry", "RegistryName", "Renditions",
    "ReplacedBy", "Resources", "RichMedia", "Rights", "RoleMap", "Root", "Rotate", "Rows",
    "RunLength", "RunLengthDecode", "S", "SE", "SHA1", "SHA256", "SHA384", "SHA512", "SM", "SMask",
    "SMaskInData", "SS", "SV", "SVCert", "Schema", "Screen", "SeedValue", "Separation", "Shading",
    "ShadingType", "Sig", "SigFieldLock", "SigFlags", "SigQ", "SigRef", "Signature", "Size",
    "SoftMask", "Sort", "Sound", "SpaceAfter", "SpaceBefore", "Span", "Square", "Squiggly", "St",
    "Stamp", "Standard", "StandardEncoding", "StdCF", "StemH", "StemV", "Stm", "StmF", "StmOwn",
    "StrF", "StrikeOut", "StructElem", "StructParent", "StructParents", "StructTreeRoot", "Style",
    "SubFilter", "SubType", "Subj", "Subject", "Subtype", "Supplement", "Suspects", "Symbol", "T",
    "TBorderStyle", "TK", "TM", "TP", "TR", "TR2", "TS", "TU", "TV", "TX", "Tabs", "Templates",
    "Text", "Thread", "Threads", "Thumb", "TilingType", "TimeStamp", "Title", "ToUnicode",
    "Toggle", "Trans", "TransferFunction", "TransformMethod", "TransformParams", "Transparency",
    "TrapNet", "Trapped", "TrimBox", "TrueType", "TwoColumnLeft", "TwoColumnRight", "Tx", "Type",
    "Type0", "Type1", "Type1C", "Type3", "U", "UCR", "UE", "UF", "UR", "UR3", "URI", "URL",
    "URLType", "Unchanged", "Underline", "UniCNS-UCS2-H", "UniCNS-UTF16-H", "UniGB-UCS2-H",
    "UniGB-UCS2-V", "UniGB-UTF16-H", "UniGB-UTF16-V", "UniJIS-UCS2-H", "UniKS-UCS2-H", "Unix",
    "Usage", "UseAttachments", "UseBlackPtComp", "UseCMap", "UseNone", "UseOC", "UseOutlines",
    "UseThumbs", "UserProperties", "UserUnit", "V", "V2", "VE", "VRI", "VeriSign.PPKVS", "Version",
    "Vertices", "View", "ViewArea", "ViewClip", "ViewState", "ViewerPreferences", "Volume", "W",
    "W2", "WC", "WMode", "WP", "WS", "Watermark", "WhitePoint", "Widget", "Width", "Widths", "Win",
    "WinAnsiEncoding", "X", "XFA", "XHeight", "XML", "XObject", "XRef", "XRefStm", "XStep", "XYZ",
    "YStep", "ZaDb", "Zoom", "adbe.pkcs7.detached", "adbe.pkcs7.s3", "adbe.pkcs7.s4",
    "adbe.pkcs7.s5", "adbe.pkcs7.sha1", "adbe.x509.rsa_sha1", "ca", "op",
};
/* clang-format on */

static int compare(const void *key, const void *item)
{
    const struct slice *name = key;
    const char *other = *(const char *const *)item;
    size_t size = strlen(other);
    int order = memcmp(name->data, other, name->size < size ? name->size : size);

    return order ? order : (name->size > size) - (name->size < size);
}

bool pdf_outline_knows(struct slice name)
{
    return name.size > 0 &&
           bsearch(&name, names, sizeof names / sizeof *names, sizeof *names, compare) != NULL;
}
