import { ListValue, NullValue, Struct, Value } from "google-protobuf/google/protobuf/struct_pb";

/** A value as Pulumi carries it: JSON in which signatures mark secrets, assets and references. */
export type Wire = null | boolean | number | string | readonly Wire[] | WireMap;
export interface WireMap {
  readonly [key: string]: Wire;
}

/**
 * Protobuf structs from and to plain data. The library's own conversion assigns keys to an ordinary object, which loses
 * a key such as `__proto__`; here each key is data.
 */
export function readStruct(struct: Struct | undefined): WireMap {
  const entries: [string, Wire][] = [];
  struct?.getFieldsMap().forEach((value, key) => entries.push([key, readValue(value)]));
  return Object.fromEntries(entries);
}

function readValue(value: Value): Wire {
  switch (value.getKindCase()) {
    case Value.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case Value.KindCase.STRING_VALUE:
      return value.getStringValue();
    case Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case Value.KindCase.STRUCT_VALUE:
      return readStruct(value.getStructValue());
    case Value.KindCase.LIST_VALUE:
      return value.getListValue()?.getValuesList().map(readValue) ?? [];
    default:
      return null;
  }
}

export function writeStruct(map: WireMap): Struct {
  const struct = new Struct();
  for (const [key, value] of Object.entries(map)) struct.getFieldsMap().set(key, writeValue(value));
  return struct;
}

function writeValue(wire: Wire): Value {
  const value = new Value();
  if (wire === null) value.setNullValue(NullValue.NULL_VALUE);
  else if (typeof wire === "string") value.setStringValue(wire);
  else if (typeof wire === "number") value.setNumberValue(wire);
  else if (typeof wire === "boolean") value.setBoolValue(wire);
  else if (isWireList(wire)) value.setListValue(new ListValue().setValuesList(wire.map(writeValue)));
  else value.setStructValue(writeStruct(wire));
  return value;
}

export function isWireList(wire: Wire | undefined): wire is readonly Wire[] {
  return Array.isArray(wire);
}

export function isWireMap(wire: Wire | undefined): wire is WireMap {
  return typeof wire === "object" && wire !== null && !Array.isArray(wire);
}
